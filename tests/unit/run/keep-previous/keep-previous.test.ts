import test from 'ava';
import fc from 'fast-check';
import type { CompiledNode } from '../../../../src/compile/node.ts';
import { buildGraph } from '../../../../src/graph/build-graph.ts';
import { descendantsOf } from '../../../../src/graph/neighbors.ts';
import type { Release } from '../../../../src/release/documents.ts';
import type { TableChange } from '../../../../src/release/table-change.ts';
import {
  keepPrevious,
  type TablesCheck,
  tablesBehind,
} from '../../../../src/run/keep-previous/keep-previous.ts';
import type { NodeResult, NodeStatus } from '../../../../src/run/run-event.ts';
import { modelNode, testNode } from '../../../helpers/node-builder.ts';

const letters = ['a', 'b', 'c', 'd', 'e', 'f'];
const idOf = (name: string) => `model.p.${name}`;

/** Models in an order in which each reads some of those before it, and tests over some of them. */
const projects = fc.record({
  models: fc.array(
    fc.record({
      isView: fc.boolean(),
      reads: fc.subarray(letters),
      isReleased: fc.boolean(),
      holds: fc.boolean(),
    }),
    { minLength: letters.length, maxLength: letters.length },
  ),
  tests: fc.array(fc.subarray(letters, { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
  /** Models that fail, of which at most one in eight cases says that nothing is published then. */
  failed: fc.subarray(letters, { minLength: 1, maxLength: 2 }),
  /** Whether a test passes, by a number made of which of its tables are old. */
  seed: fc.nat(),
  mayHold: fc.integer({ min: 0, max: 7 }).map(number => number === 0),
});

test('what is published comes after nothing that failed, and fits what is kept by every test', async t => {
  let published = 0;
  await fc.assert(
    fc.asyncProperty(projects, async ({ models, tests, failed, seed, mayHold }) => {
      const tables = models.map(({ isView, reads, holds }, index) => {
        const parents = reads.filter(name => letters.indexOf(name) < index).map(idOf);
        const node = modelNode(letters[index]!, parents, isView ? 'view' : 'table');
        const onFailure = mayHold && holds ? ('hold' as const) : ('keep_previous' as const);
        return { ...node, config: { ...node.config, onFailure } };
      });
      const nodes: readonly CompiledNode[] = [
        ...tables,
        ...tests.map((names, index) => ({
          ...testNode(`t${index}`, names.map(idOf)),
          attachedTo: idOf(names[0]!),
        })),
      ];
      const { graph } = buildGraph(nodes);
      const byId = new Map(nodes.map(node => [node.uniqueId, node]));
      const broken = failed.map(idOf);
      const skipped = descendantsOf(broken, graph);
      const statusOf = (id: string): NodeStatus =>
        broken.includes(id)
          ? 'error'
          : skipped.has(id)
            ? 'skipped'
            : byId.get(id)!.resourceType === 'test'
              ? 'pass'
              : 'success';
      const results = nodes.map(({ uniqueId, name, resourceType }) => {
        return { node: { uniqueId, name, resourceType }, status: statusOf(uniqueId) } as NodeResult;
      });
      const written = tables.filter(node => node.config.published && statusOf(node.uniqueId) === 'success');
      const changes = written.map(({ uniqueId, name }) => ({ node: uniqueId, name }) as TableChange);
      const released = tables.filter((node, index) => node.config.published && models[index]!.isReleased);
      const base = { tables: released.map(({ name }) => ({ name })) } as unknown as Release;
      const passes = (id: string, old: readonly string[]) =>
        (seed + id.length * 7 + old.join('').length * 13 + old.length) % 3 !== 0;
      const oldOf = (id: string, fresh: ReadonlySet<string>) =>
        tablesBehind(id, graph, byId).filter(each => !fresh.has(each));
      const check: TablesCheck = async (ids, tables) => {
        const fresh = new Set(tables.map(({ node }) => node));
        return new Map(ids.map(id => [id, passes(id, oldOf(id, fresh)) ? 'pass' : 'fail']));
      };
      const found = await keepPrevious({ graph, nodes, results, changes, base, check });
      const asksToHold = tables.some(
        ({ uniqueId, config }) => broken.includes(uniqueId) && config.onFailure === 'hold',
      );
      t.is(found === undefined, asksToHold);
      if (found === undefined || found === 'nothing') return;
      published++;
      const fresh = new Set(found.changes.map(({ node }) => node));
      t.true(fresh.size > 0);
      for (const id of fresh) t.false(skipped.has(id) || broken.includes(id) || found.held.has(id));
      for (const id of found.held.keys())
        for (const after of descendantsOf([id], graph))
          t.false(fresh.has(after), `${after} comes after ${id}`);
      for (const node of nodes.filter(({ resourceType }) => resourceType === 'test')) {
        const behind = tablesBehind(node.uniqueId, graph, byId);
        const old = behind.filter(id => found.held.has(id));
        if (old.length === 0 || old.length === behind.length || !behind.some(id => fresh.has(id))) continue;
        t.true(passes(node.uniqueId, oldOf(node.uniqueId, fresh)), `${node.name} fails on what is published`);
        t.true(
          old.every(id => released.some(each => each.uniqueId === id)),
          `${node.name} tests what is not there`,
        );
      }
    }),
    { numRuns: 500 },
  );
  t.true(published > 50, String(published));
});
