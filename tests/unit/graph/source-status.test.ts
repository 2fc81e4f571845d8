import test from 'ava';
import { localArtifacts } from '../../../src/artifacts/artifact-folder.ts';
import { readFreshnessHistory } from '../../../src/artifacts/source-states.ts';
import { selectNodes } from '../../../src/graph/select.ts';
import { sourceNode } from '../../helpers/node-builder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

const names = ['newer', 'same', 'older', 'added', 'broken', 'mended', 'never'];
const nodes = names.map(sourceNode);
const graph = {
  order: nodes.map(({ uniqueId }) => uniqueId),
  parents: Object.fromEntries(nodes.map(({ uniqueId }) => [uniqueId, []])),
  children: Object.fromEntries(nodes.map(({ uniqueId }) => [uniqueId, []])),
};

function sources(results: Readonly<Record<string, readonly [status: string, loadedAt?: string]>>): string {
  return JSON.stringify({
    metadata: { dbt_schema_version: 'https://schemas.getdbt.com/dbt/sources/v3.json' },
    results: Object.entries(results).map(([name, [status, loadedAt]]) => ({
      unique_id: `source.p.raw.${name}`,
      status,
      ...(loadedAt === undefined ? { error: 'gone' } : { max_loaded_at: loadedAt }),
    })),
  });
}

const before = sources({
  newer: ['pass', '2026-01-01T00:00:00Z'],
  same: ['warn', '2026-01-01T00:00:00Z'],
  older: ['pass', '2026-01-01T00:00:00Z'],
  broken: ['pass', '2026-01-01T00:00:00Z'],
  mended: ['runtime error'],
});
const now = sources({
  newer: ['pass', '2026-01-01T00:00:00.000001Z'.replace('.000001', '.001')],
  // dbt writes microseconds, and an offset in place of Z.
  same: ['warn', '2026-01-01T01:00:00.000000+01:00'],
  older: ['error', '2025-12-31T00:00:00Z'],
  added: ['pass', '2020-01-01T00:00:00Z'],
  broken: ['runtime error'],
  mended: ['pass', '2026-01-01T00:00:00Z'],
});

test('fresher means later than before, or not known before', t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'target/sources.json': now, 'state/sources.json': before });
  const select = (value: string) => {
    const { ids } = selectNodes(graph, nodes, {
      select: [`source_status:${value}`],
      exclude: [],
      folders: ['models'],
      hasState: true,
      freshness: () =>
        readFreshnessHistory(localArtifacts(`${folder}/target`), localArtifacts(`${folder}/state`)),
    });
    return names.filter(name => ids.has(`source.p.raw.${name}`)).join();
  };
  t.is(select('fresher'), 'newer,added,mended');
  t.is(select('pass'), 'newer,added,mended');
  t.is(select('warn'), 'same');
  t.is(select('error'), 'older,broken');
});

test('what cannot be compared is refused with what to do', t => {
  const folder = temporaryFolder(t);
  const refuse = (select: string, hasState: boolean) =>
    selectNodes(graph, nodes, {
      select: [select],
      exclude: [],
      folders: ['models'],
      hasState,
      freshness: () => readFreshnessHistory(localArtifacts(folder), undefined),
    }).diagnostics[0];
  t.like(refuse('source_status:fresher', false), { code: 'bad-selection' });
  t.like(refuse('source_status:frsher', true), { hint: 'Did you mean "fresher"?' });
  t.throws(() => refuse('source_status:pass', false), { message: /sources\.json is not there/ });
  writeFiles(folder, { 'sources.json': '{' });
  t.throws(() => refuse('source_status:pass', false), {
    code: 'bad-state',
    message: /sources\.json is not whole/,
  });
});
