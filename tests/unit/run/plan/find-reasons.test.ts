import test from 'ava';
import fc from 'fast-check';
import { buildGraph } from '../../../../src/graph/build-graph.ts';
import type { Release, ReleasedTable } from '../../../../src/release/documents.ts';
import { proofOf } from '../../../../src/release/proof.ts';
import { findBehind } from '../../../../src/run/behind.ts';
import { findReasons } from '../../../../src/run/plan/find-reasons.ts';
import { createMakings, planReuse } from '../../../../src/run/plan-reuse.ts';
import { idOf, letters, nodesOf, randomModels } from '../../../helpers/random-models.ts';

const changes = fc.record({
  otherCode: fc.subarray(letters),
  unrepeatable: fc.subarray(letters),
  otherVersion: fc.subarray(letters),
  damaged: fc.subarray(letters),
  unproven: fc.subarray(letters),
});

test('whatever runs has a reason, and its parents are named where they run; what stands has none', async t => {
  await fc.assert(
    fc.asyncProperty(randomModels, changes, async (models, change) => {
      const nodes = nodesOf(models);
      const { graph } = buildGraph(nodes);
      const byId = new Map(nodes.map(node => [node.uniqueId, node]));
      const isView = (name: string) => models.find(model => model.name === name)!.isView;
      const table = (name: string, version: string) => ({ name, version }) as ReleasedTable;
      const old = new Map(letters.map(name => [name, table(name, 'v1')]));
      /** A recipe in three parts, as it is made: of itself, with its parents, of the session. */
      const recipeOf = (name: string, isNow: boolean): string => {
        const own = isNow && change.otherCode.includes(name) ? 'new' : 'old';
        const parents = models.find(model => model.name === name)!.parents;
        return `${own}${name}-${[own, name, ...parents.map(parent => recipeOf(parent, isNow))].join('_').replaceAll('-', '~')}-s`;
      };
      const made = nodes.map(({ uniqueId, name }) => {
        const recipe = recipeOf(name, false);
        const reads = findBehind([uniqueId], graph, byId).tables;
        return { node: uniqueId, name, recipe, proof: proofOf({ recipe, reads }, old)! };
      });
      const known = made.filter(({ name }) => !change.unproven.includes(name));
      const base = {
        tables: made
          .filter(({ name }) => !isView(name))
          .map(each => ({
            ...table(each.name, change.otherVersion.includes(each.name) ? 'v2' : 'v1'),
            ...(known.includes(each) && { recipe: each.recipe, proof: each.proof }),
          })),
        done: known.filter(({ name }) => isView(name)),
      } as unknown as Release;
      const asked = new Set(models.filter(({ isAsked }) => isAsked).map(({ name }) => idOf(name)));
      const recipes = { of: async (id: string) => recipeOf(id.slice(-1), true) };
      const grounds = { asked, base, recipes, forced: new Set<string>(), due: new Set<string>() };
      const released = new Set(
        nodes
          .filter(({ name, uniqueId }) => !(isView(name) || asked.has(uniqueId)))
          .map(node => node.uniqueId),
      );
      const always = new Map(change.unrepeatable.map(name => [idOf(name), 'it calls now()']));
      const makings = createMakings({ graph, nodes, recipes }, always, released);
      const isWhole = async ({ name }: ReleasedTable) => !change.damaged.includes(name);
      const standing = await planReuse({ graph, nodes, makings, isWhole, ...grounds });
      const lake = { files: async () => [], changedFiles: async () => [] };
      const reuse = {
        standing: nodes.filter(node => standing.has(node.uniqueId)),
        before: [],
        makings,
        always,
      };
      const [news, columns] = [new Map(), new Map()];
      const reasons = await findReasons({ graph, nodes, grounds, reuse, news, columns, lake });
      for (const id of asked) {
        const found = reasons.get(id) ?? [];
        t.is(found.length > 0, !standing.has(id), id);
        const name = id.slice(-1);
        const kinds = found.map(({ kind }) => kind);
        if (change.unrepeatable.includes(name)) t.true(kinds.includes('always'));
        if (change.otherCode.includes(name) && !change.unproven.includes(name))
          t.true(kinds.includes('code'));
        for (const reason of found)
          if (reason.kind === 'parent')
            t.true(reasons.has(reason.node) || always.has(reason.node), `${reason.node} does not run`);
        t.is(new Set(found.map(reason => JSON.stringify(reason))).size, found.length, 'each is told once');
        t.false(kinds.includes('reads') && kinds.includes('parent'));
      }
    }),
    { numRuns: 300 },
  );
});
