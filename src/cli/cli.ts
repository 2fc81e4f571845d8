import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Colors, createColors } from './colors.ts';

/** The part of a stream that the command line needs; tests hand in their own. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** The world of one command: what it may read, where it writes. Everything outside `src/cli/` is silent. */
export interface Cli {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: NodeJS.ProcessEnv;
  /** Asks whoever sits at the terminal; undefined where nobody does. */
  readonly ask?: ((question: string, signal: AbortSignal) => Promise<string>) | undefined;
  readonly cwd: string;
  readonly now: () => Date;
  /** What a reporter has shown already, so that an error that carries it along does not show it again. */
  readonly reported: WeakSet<Diagnostic>;
  /** True while a command works on more than its output: then it goes on when nobody reads that any longer. */
  outlivesReader: boolean;
  /** Set by a command that ran through; a thrown error decides the code by itself. */
  exitCode: 0 | 1 | 2;
}

/** The command line of this process. */
export function processCli(): Cli {
  const cli = cliOf(process);
  for (const stream of [process.stdout, process.stderr]) leaveOnBrokenPipe(stream, cli);
  return cli;
}

function cliOf(process: NodeJS.Process): Cli {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    ...(process.stdin.isTTY && process.stdout.isTTY && { ask: askOn(process) }),
    cwd: process.cwd(),
    now: () => new Date(),
    reported: new WeakSet(),
    outlivesReader: false,
    exitCode: 0,
  };
}

function askOn({ stdin: input, stdout: output }: NodeJS.Process): NonNullable<Cli['ask']> {
  return async (question, signal) => {
    const { createInterface } = await import('node:readline/promises');
    // As a terminal it would keep Ctrl-C to itself.
    const lines = createInterface({ input, output, terminal: false });
    try {
      return await lines.question(question, { signal });
    } finally {
      lines.close();
    }
  };
}

/** Colors for a stream: as the command line says; else as FORCE_COLOR does; else on a terminal only, and not with NO_COLOR. */
export function colorsOf(cli: Cli, stream: OutputStream, wanted?: boolean): Colors {
  const { NO_COLOR, FORCE_COLOR, TERM } = cli.env;
  const allowed = !NO_COLOR && TERM !== 'dumb' && !isOff(FORCE_COLOR);
  return createColors(wanted ?? (allowed && (stream.isTTY === true || Boolean(FORCE_COLOR))));
}

function isOff(value: string | undefined): boolean {
  return value === '0' || value === 'false';
}

/**
 * `sparkify ls | head -1` closes the pipe: nobody reads on, which is no error. A build that is read no longer is still
 * wanted; it goes on, and its exit code says how it went.
 */
function leaveOnBrokenPipe(stream: NodeJS.WriteStream, cli: Cli): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!cli.outlivesReader) process.exit(0);
  });
}
