import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { cliProject, repository } from '../helpers/cli-project.ts';

type Relations = Readonly<Record<string, readonly string[]>>;
type Entries = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A project of every kind of thing that has an id, with what dbt itself says of it. */
const {
  comment: _,
  files,
  group_map,
  parent_map,
  child_map,
  ...answers
} = JSON.parse(readFileSync(join(repository, 'tests/helpers/dbt-identities.json'), 'utf8')) as {
  readonly comment: string;
  readonly files: Readonly<Record<string, string>>;
} & Readonly<Record<'group_map' | 'parent_map' | 'child_map', Relations>> &
  Readonly<Record<'nodes' | 'sources' | 'exposures' | 'unit_tests' | 'macros' | 'groups' | 'docs', Entries>>;

test('ids, names, aliases and what they are made of are those that dbt gives the same project', async t => {
  const project = cliProject(t, files);
  const compiled = await project.sparkify('compile');
  t.is(compiled.exitCode, 0, compiled.output);
  const manifest = JSON.parse(project.read('target/manifest.json'));
  for (const [part, expected] of Object.entries(answers) as [string, Entries][]) {
    const ours = manifest[part] as Entries;
    t.deepEqual(Object.keys(ours).sort(), Object.keys(expected).sort(), part);
    for (const [id, entry] of Object.entries(expected)) {
      const same = Object.keys(entry).map(key => [key, ours[id]![key]]);
      t.deepEqual(Object.fromEntries(same), entry, id);
    }
  }
  for (const [part, expected] of Object.entries({ group_map, parent_map, child_map })) {
    t.deepEqual(manifest[part], expected, part);
  }
});
