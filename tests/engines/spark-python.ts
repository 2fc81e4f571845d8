import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from '../helpers/cli-project.ts';

/** A program in PySpark that goes on until its input ends. */
export interface SparkPython {
  /** Absolute, of its own: it runs there, and it goes with the program. */
  readonly folder: string;
  /** What it prints next: a line of JSON. */
  next(): Promise<unknown>;
  write(line: string): void;
  stop(): Promise<void>;
}

/** The Python of a PySpark, and a program in this folder. */
export function sparkProgram(pyspark: string, name: string): readonly [python: string, script: string] {
  return [join(pyspark, 'bin', 'python'), join(repository, 'tests/engines', name)];
}

/** Starts a program of this folder, which is told its own folder. */
export function startSparkPython(pyspark: string, name: string): SparkPython {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-spark-'));
  const [python, script] = sparkProgram(pyspark, name);
  const child = spawn(python, [script, folder], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    folder,
    async next() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('Spark has ended');
      return JSON.parse(value);
    },
    write: line => void child.stdin.write(`${line}\n`),
    async stop() {
      child.stdin.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
