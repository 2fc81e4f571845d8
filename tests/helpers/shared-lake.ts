import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type CliProject, type CliResult, cliProject, runSparkify } from './cli-project.ts';
import { finishedKeys } from './lake-contents.ts';
import { filesWith, type ProjectFiles, tinyConfig } from './tiny-project.ts';
import { writeFiles } from './write-files.ts';

/** A command that must fail and leave the lake as it was. */
export interface Refusal {
  /** What differs from the sound project. */
  readonly files?: ProjectFiles;
  /** By default `build`. */
  readonly args?: readonly string[];
  readonly exitCode: 1 | 2;
  /** What the output says. */
  readonly says: readonly (string | RegExp)[];
  /** What the output does not say. */
  readonly never?: readonly RegExp[];
}

/** A lake that the sound small project has published: wrong projects are let loose on it and must leave it alone. */
export class SharedLake {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sparkify-lake-'));
  readonly #lake = join(this.#folder, 'lake');
  #published: Promise<string> | undefined;

  /** A project over this lake, some of whose files differ from the sound one's. */
  project(t: ExecutionContext, files: ProjectFiles = {}): CliProject {
    return cliProject(t, filesWith({ 'sparkify.config.ts': tinyConfig({ lake: this.#lake }), ...files }));
  }

  /** Runs a command on a wrong project and holds the lake, and what is read from it, against what they were. */
  async refuses(t: ExecutionContext, refusal: Refusal): Promise<CliResult> {
    const rows = await this.#rows();
    const before = lakePicture(this.#lake);
    const result = await this.project(t, refusal.files).sparkify(...(refusal.args ?? ['build']));
    assertRefused(t, result, refusal);
    t.deepEqual(lakePicture(this.#lake), before, 'the lake is as it was');
    t.is(await this.#read(), rows, 'so are the rows that are read from it');
    return result;
  }

  /** To be called when the tests have ended. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #rows(): Promise<string> {
    this.#published ??= this.#publish();
    return this.#published;
  }

  async #publish(): Promise<string> {
    const files = filesWith({ 'sparkify.config.ts': tinyConfig({ lake: this.#lake }) });
    writeFiles(join(this.#folder, 'sound'), files);
    const built = await this.#run('build');
    if (built.exitCode !== 0) throw new Error(`the sound project does not build: ${built.output}`);
    return this.#read();
  }

  async #read(): Promise<string> {
    const { output } = await this.#run('show', 'payments', '--limit', '-1', '--output', 'csv');
    return output.split('\n').sort().join('\n');
  }

  #run(...args: readonly string[]): Promise<CliResult> {
    return runSparkify(args, join(this.#folder, 'sound')).ended;
  }
}

/** The message is one for a person: an exit code, the words, no stack and no talk of a bug. */
export function assertRefused(t: ExecutionContext, result: CliResult, refusal: Refusal): void {
  const { exitCode, output } = result;
  t.is(exitCode, refusal.exitCode, output);
  for (const words of refusal.says) {
    if (typeof words === 'string') t.true(output.includes(words), `${words}\n--- is not in\n${output}`);
    else t.regex(output, words);
  }
  for (const words of refusal.never ?? []) t.notRegex(output, words);
  t.notRegex(output, /^ +at (async )?\S+ \(|node:internal|This is a bug/m);
}

/**
 * Every file of a lake that readers may come upon, with its size, time and content; of the pointer, what it names. Left
 * out are the lock, which every writer holds, and what a failed build keeps for a retry.
 */
export function lakePicture(lake: string): readonly string[] {
  return finishedKeys(lake)
    .filter(key => !key.startsWith('_sparkify/.lock'))
    .map(key => {
      const path = join(lake, key);
      if (key === '_sparkify/current.json') return `${key} ${pointedRelease(readFileSync(path, 'utf8'))}`;
      const { size, mtimeMs } = statSync(path);
      const content = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
      return `${key} ${size} ${mtimeMs} ${content}`;
    });
}

/** The nonce changes when a failed build is kept; the whole text of a pointer that is damaged. */
function pointedRelease(text: string): string {
  return /"release": *("[^"]*"|null)/.exec(text)?.[1] ?? text;
}
