import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { repository } from './cli-project.ts';

const script = join(repository, 'tests/helpers/pseudo-terminal.py');

export interface Terminal {
  /** The process that holds the terminal; SIGTERM reaches the command. */
  readonly child: ChildProcess;
  type(text: string): void;
  /** Everything shown so far, with its control sequences. */
  shown(): string;
  /** Waits until what is shown matches. */
  until(pattern: RegExp): Promise<string>;
  readonly ended: Promise<number | null>;
}

interface TerminalOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly columns?: number;
  readonly rows?: number;
}

/** Runs a command in a real terminal, as far as the command can tell. */
export function openTerminal(command: readonly string[], options: TerminalOptions): Terminal {
  const { cwd, env = process.env, columns = 80, rows = 24 } = options;
  const args = [script, String(columns), String(rows), ...command];
  const child = spawn('python3', args, { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const ended = new Promise<number | null>(done => child.on('close', done));
  return {
    child,
    type: text => void child.stdin.write(text),
    shown: () => shown,
    until: async pattern => {
      for (let waited = 0; !pattern.test(shown); waited += 50) {
        if (waited > 60_000) throw new Error(`${pattern} never came. Shown was:\n${shown}`);
        await wait(50);
      }
      return shown;
    },
    ended,
  };
}

/** What CI machines have; shells, which people choose for themselves, may be missing there. */
const inCi: ReadonlySet<string> = new Set(['python3']);

/** Why a suite that needs programs cannot run here; undefined when all are there. In CI those of CI machines have to be. */
export function missingPrograms(...programs: readonly string[]): string | undefined {
  const missing = programs.filter(program => spawnSync(program, ['--version']).error !== undefined);
  if (missing.length === 0) return undefined;
  if (process.env.CI && missing.some(program => inCi.has(program)))
    throw new Error(`${missing.join(', ')} must be installed`);
  return `${missing.join(', ')} not installed`;
}
