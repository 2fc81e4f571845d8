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
  readonly cwd: string;
  readonly now: () => Date;
  /** What a reporter has shown already, so that an error that carries it along does not show it again. */
  readonly reported: WeakSet<Diagnostic>;
  /** Set by a command that ran through; a thrown error decides the code by itself. */
  exitCode: 0 | 1 | 2;
}

/** The command line of this process. */
export function processCli(): Cli {
  leaveOnBrokenPipe(process.stdout);
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
    reported: new WeakSet(),
    exitCode: 0,
  };
}

/** Colors for a stream: as the command line says; else on a terminal only, and never with NO_COLOR. */
export function colorsOf(cli: Cli, stream: OutputStream, wanted?: boolean): Colors {
  const allowed = !cli.env.NO_COLOR && cli.env.TERM !== 'dumb';
  const fits = stream.isTTY === true || Boolean(Number(cli.env.FORCE_COLOR));
  return createColors(wanted ?? (allowed && fits));
}

/** `sparkify ls | head -1` closes the pipe: nobody reads on, which is no error. */
function leaveOnBrokenPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
