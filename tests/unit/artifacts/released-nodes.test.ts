import test, { type ExecutionContext } from 'ava';
import { releasedNodes } from '../../../src/artifacts/released-nodes.ts';
import type { ProjectOptions } from '../../../src/config/load-config.ts';
import type { ReleasedNodes } from '../../../src/release/documents.ts';
import { loadProject } from '../../../src/sparkify.ts';
import { comparedWith } from '../../helpers/release-state.ts';
import { changed, stateFiles } from '../../helpers/state-project.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

type Files = Readonly<Record<string, string>>;

/** The project in a new folder, with the path of that. */
async function load(t: ExecutionContext, files: Files = {}, options: ProjectOptions = {}) {
  const projectDir = temporaryFolder(t);
  writeFiles(projectDir, { ...stateFiles, ...files });
  return { projectDir, nodes: releasedNodes(await loadProject({ ...options, projectDir })) };
}

/** As it is written into a lake. */
const text = (nodes: ReleasedNodes) => JSON.stringify(nodes);

test.serial(
  'the same project is the same in another folder, for another target, in another environment, at another time',
  async t => {
    const { nodes } = await load(t);
    t.is(text((await load(t)).nodes), text(nodes));
    t.is(text((await load(t, {}, { target: 'prod' })).nodes), text(nodes));
    const other = { SHOP_ENV: 'prod', SHOP_SCHEMA: 'sums', SHOP_DATA: 's3://bucket' };
    Object.assign(process.env, other);
    try {
      t.is(text((await load(t)).nodes), text(nodes));
    } finally {
      for (const name of Object.keys(other)) delete process.env[name];
    }
  },
);

test.serial('so is one that differs in nothing that is compared', async t => {
  const { nodes } = await load(t);
  const returns = Object.entries(stateFiles).map(([path, content]) => [
    path,
    content.replaceAll('\n', '\r\n'),
  ]);
  t.is(text((await load(t, Object.fromEntries(returns))).nodes), text(nodes));
  const described = changed('models/marts/sums.yml', 'description: Sums.', 'description: All sums.');
  t.is(text((await load(t, described)).nodes), text(nodes));
  const ordered = changed('models/marts/sums.yml', '{ tier: 1, team: data }', '{ team: data, tier: 1 }');
  t.is(text((await load(t, ordered)).nodes), text(nodes));
});

test.serial('neither the text of macros nor what is compiled or described is among it', async t => {
  const { nodes, projectDir } = await load(t);
  const { entry, macros } = nodes['model.shop.sums']!;
  t.deepEqual(Object.keys(macros), ['macro.shop.inner', 'macro.shop.noted', 'macro.shop.outer']);
  t.deepEqual(entry.columns, { id: { constraints: entryConstraints(entry), data_type: 'INTEGER' } });
  for (const word of ['round(', 'Which.', 'Sums.', 'daily"', projectDir, 'compiled', 'created_at'])
    t.false(text(nodes).includes(word), word);
});

function entryConstraints({ columns }: { readonly columns?: unknown }): unknown {
  return (columns as { readonly id: { readonly constraints: unknown } }).id.constraints;
}

test.serial('a macro is modified for the nodes that were made with its text of before', async t => {
  const { nodes } = await load(t);
  const later = changed('macros/all.sql', 'round({{ x }})', 'floor({{ x }})');
  const { nodes: now, projectDir } = await load(t, later);
  const sums = 'model.shop.sums';
  t.deepEqual(await comparedWith({ ...nodes, [sums]: now[sums]! }, projectDir), ['unit_test sums.rounds']);
});

test.serial('of what a release does not know, all is new, the macros that it uses among it', async t => {
  const { nodes, projectDir } = await load(t);
  const { 'model.shop.sums': _, 'model.shop.apart': __, ...others } = nodes;
  const sets = await comparedWith(others, projectDir, ({ isNew }) => isNew);
  t.deepEqual(sets, ['model apart', 'model sums']);
  const ofMacros = await comparedWith(others, projectDir, ({ aspects }) => aspects.has('macros'));
  t.deepEqual(ofMacros, ['model sums']);
});
