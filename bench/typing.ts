import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshOutput } from './cache.ts';
import { copyOfProject } from './copy-of-project.ts';
import { diamonds, middleModel } from './diamonds.ts';
import { type Measurement, measure } from './measure.ts';

export interface TypingTimes {
  /** `types` of many models that have no types file yet, whole process. */
  readonly types: Measurement[];
  /** `lineage` of one of many models, which traces all of them, whole process. */
  readonly lineage: Measurement[];
  /** Seconds in which ten unit tests run, from the start of the first to the end of the last. */
  readonly unitTests: number[];
  /** Seconds from a save to what a watching check says: a comment in one model, and a new column in one that most others read. */
  readonly leaf: number[];
  readonly root: number[];
  /** The same of a comment among the many models. */
  readonly many: number[];
  /** Seconds from a save to what `dev` says of the check, before it tries the model that changed. */
  readonly dev: number[];
}

/** Measures what a writer of models waits for, in turns: on generated models, and on a copy of this repository's project. */
export async function timeTyping(models: number, runs: number): Promise<TypingTimes> {
  const folders = {
    many: diamonds(models),
    watched: diamonds(models),
    tested: diamonds(10),
    own: copyOfProject(freshOutput('watched')),
    tried: copyOfProject(freshOutput('tried')),
  };
  const times: TypingTimes = { types: [], lineage: [], unitTests: [], leaf: [], root: [], many: [], dev: [] };
  writeUnitTests(folders.tested);
  const [watch, watchMany] = [new Watch(folders.own), new Watch(folders.watched)];
  const dev = new Watch(folders.tried, ['dev'], 'Checked: ');
  try {
    await Promise.all([watch, watchMany, dev].map(each => each.round()));
    for (let run = 0; run < runs; run++) {
      rmSync(join(folders.many, 'sparkify.types.ts'), { force: true });
      times.types.push(await sparkify(folders.many, 'types'));
      times.lineage.push(await sparkify(folders.many, 'lineage', middleModel(models)));
      await sparkify(folders.tested, 'test', '--select', 'test_type:unit');
      times.unitTests.push(secondsOfTests(folders.tested));
      times.leaf.push(await watch.save('models/marts/users.sql', text => `${text}-- edit ${run}\n`));
      times.dev.push(await dev.save('models/marts/users.sql', text => `${text}-- edit ${run}\n`));
      const middle = join('models', `${middleModel(models)}.sql`);
      times.many.push(await watchMany.save(middle, text => `${text}-- edit ${run}\n`));
      // All that reads it is bound again, and the types file is written anew.
      times.root.push(
        await watch.save('models/staging/stg_events.sql', text =>
          text.replace(/^select\b( \d+ as edit_\d+,)?/m, `select ${run} as edit_${run},`),
        ),
      );
    }
  } finally {
    for (const each of [watch, watchMany, dev]) each.close();
    for (const folder of Object.values(folders)) rmSync(folder, { recursive: true });
  }
  return times;
}

function sparkify(folder: string, ...args: readonly string[]): Promise<Measurement> {
  return measure(['bin/sparkify.js', ...args, '--project-dir', folder]);
}

/** One for each of ten models, with two rows of the tables that it joins. */
function writeUnitTests(folder: string): void {
  const tests = [0, 1, 2, 3, 4].flatMap(depth =>
    [0, 1].map(side => {
      const inputs =
        depth === 0 ? ["source('raw', 'events')"] : [0, 1].map(parent => `ref('m_0_${depth - 1}_${parent}')`);
      const given = inputs.map(
        input => `      - { input: "${input}", rows: [${row(1, 10)}, ${row(2, 20)}] }\n`,
      );
      return `  - name: first_of_user\n    model: m_0_${depth}_${side}\n    given:\n${given.join('')}    expect: { rows: [${row(2, 20)}] }\n`;
    }),
  );
  writeFileSync(join(folder, 'models/unit.yml'), `unit_tests:\n${tests.join('')}`);
}

/** Of one user; the later of two rows is the one that stays. */
function row(id: number, ts: number): string {
  return `{ id: ${id}, user_id: 7, ts: ${ts}, amount: 5 }`;
}

function secondsOfTests(folder: string): number {
  const { results } = JSON.parse(readFileSync(join(folder, 'target/run_results.json'), 'utf8')) as RunResults;
  if (results.length !== 10) throw new Error(`${results.length} unit tests ran, not 10`);
  const times = results.flatMap(({ timing }) => timing);
  const [start, end] = [
    Math.min(...times.map(({ started_at }) => Date.parse(started_at))),
    Math.max(...times.map(({ completed_at }) => Date.parse(completed_at))),
  ];
  return (end - start) / 1000;
}

interface RunResults {
  readonly results: readonly {
    readonly timing: readonly { readonly started_at: string; readonly completed_at: string }[];
  }[];
}

/** A command that watches a project beside: by default `check`. */
class Watch {
  readonly #folder: string;
  readonly #child;
  #rounds = 0;
  #wake: () => void = () => undefined;

  /** @param says what it prints once a round */
  constructor(folder: string, command = ['check', '--watch'], says = 'Watching for changes') {
    this.#folder = folder;
    this.#child = spawn(process.execPath, ['bin/sparkify.js', ...command, '--project-dir', folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#rounds += text.split(says).length - 1;
      this.#wake();
    });
  }

  /** Waits until the next round has ended. */
  async round(): Promise<void> {
    const before = this.#rounds;
    while (this.#rounds === before) await new Promise<void>(wake => (this.#wake = wake));
  }

  /** Changes a file, and waits for what is said of it. */
  async save(file: string, change: (text: string) => string): Promise<number> {
    const path = join(this.#folder, file);
    const text = change(readFileSync(path, 'utf8'));
    const start = performance.now();
    writeFileSync(path, text);
    await this.round();
    return (performance.now() - start) / 1000;
  }

  close(): void {
    this.#child.kill();
  }
}
