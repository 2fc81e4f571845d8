import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ExecutionContext } from 'ava';
import { temporaryFolder } from './temporary-folder.ts';
import { writeFiles } from './write-files.ts';

export const repository = resolve(import.meta.dirname, '../..');
const launcher = join(repository, 'bin/sparkify.js');

/** Where these tests run in a workflow of GitHub themselves, the commands under test are not to know. */
const { GITHUB_ACTIONS: _, ...outside } = process.env;

export interface CliResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, as they came. */
  readonly output: string;
}

/** A project in a folder of its own, run through the real command line. */
export interface CliProject {
  readonly folder: string;
  path(...parts: readonly string[]): string;
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  read(path: string): string;
  remove(path: string): void;
  /** Runs `sparkify` with these arguments in the project and waits for its end. */
  sparkify(...args: readonly string[]): Promise<CliResult>;
  /** The same by way of another program: the words before those that start Node. */
  run(by: readonly string[], ...args: readonly string[]): Promise<CliResult>;
  /** Starts it without waiting, for what is to be interrupted or killed. */
  start(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<CliResult> };
}

/** Writes a project's files into a new folder, removed when the test has ended. */
export function cliProject(
  t: ExecutionContext,
  files: Readonly<Record<string, string | Uint8Array>>,
): CliProject {
  const folder = temporaryFolder(t);
  const project: CliProject = {
    folder,
    path: (...parts) => join(folder, ...parts),
    write: more => writeFiles(folder, more),
    read: path => readFileSync(join(folder, path), 'utf8'),
    remove: path => rmSync(join(folder, path), { recursive: true }),
    sparkify: (...args) => runSparkify(args, folder).ended,
    run: (by, ...args) => runSparkify(args, folder, outside, by).ended,
    start: (...args) => runSparkify(args, folder),
  };
  project.write(files);
  return project;
}

/** Runs the launcher with the Node that runs the tests. Colors are off, since no stream is a terminal. */
export function runSparkify(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = outside,
  by: readonly string[] = [],
): { readonly child: ChildProcess; readonly ended: Promise<CliResult> } {
  const [program, ...words] = [...by, process.execPath, launcher, ...args];
  const child = spawn(program!, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '', output: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      texts.output += text;
    });
  }
  const ended = new Promise<CliResult>((done, failed) => {
    child.on('error', failed);
    child.on('close', (exitCode, signal) => done({ exitCode, signal, ...texts }));
  });
  return { child, ended };
}
