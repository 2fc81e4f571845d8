import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { diamonds, middleModel } from './diamonds.ts';
import { type Measurement, measure } from './measure.ts';

const commands = [
  'check',
  'check, rules of syntax off',
  'compile, cold',
  'compile, after an edit',
  'ls -s +model+',
  'ls -s state:modified+',
] as const;

export type ProjectCommand = (typeof commands)[number];

/** Measures commands on a project of that many generated models, in turns, each from a process of its own. */
export async function timeProjects(
  models: number,
  runs: number,
  wanted: readonly ProjectCommand[] = commands,
): Promise<Readonly<Record<string, readonly Measurement[]>>> {
  const results = Object.fromEntries(wanted.map(name => [name, [] as Measurement[]]));
  const folders = { warn: diamonds(models), off: diamonds(models, 'off') };
  const model = middleModel(models);
  const sparkify = (folder: string, ...args: readonly string[]) =>
    measure(['bin/sparkify.js', ...args, '--project-dir', folder]);
  const work: Readonly<Record<ProjectCommand, () => Promise<Measurement>>> = {
    check: () => sparkify(folders.warn, 'check'),
    'check, rules of syntax off': () => sparkify(folders.off, 'check'),
    'compile, cold': () => {
      rmSync(join(folders.warn, 'target'), { recursive: true, force: true });
      return sparkify(folders.warn, 'compile');
    },
    'compile, after an edit': () => {
      appendFileSync(join(folders.warn, 'models', `${model}.sql`), '-- edited\n');
      return sparkify(folders.warn, 'compile');
    },
    'ls -s +model+': () => sparkify(folders.warn, 'ls', '-s', `+${model}+`),
    'ls -s state:modified+': () =>
      sparkify(folders.warn, 'ls', '-s', 'state:modified+', '--state', join(folders.warn, 'target')),
  };
  try {
    for (let run = 0; run < runs; run++) {
      for (const name of wanted) results[name]!.push(await work[name]());
    }
  } finally {
    for (const folder of Object.values(folders)) rmSync(folder, { recursive: true });
  }
  return results;
}
