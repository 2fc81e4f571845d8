import test from 'ava';
import fc from 'fast-check';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import type { Release, ReleasedTable } from '../../../src/release/documents.ts';
import { proofOf } from '../../../src/release/proof.ts';
import { findBehind } from '../../../src/run/behind.ts';
import { createMakings, planReuse } from '../../../src/run/plan-reuse.ts';
import { idOf, letters, nodesOf, randomModels } from '../../helpers/random-models.ts';

const changes = fc.record({
  otherRecipe: fc.subarray(letters),
  unrepeatable: fc.subarray(letters),
  otherVersion: fc.subarray(letters),
  damaged: fc.subarray(letters),
});

test('what stands is made as before, of tables that are not made again', async t => {
  await fc.assert(
    fc.asyncProperty(
      randomModels,
      changes,
      async (models, { otherRecipe, unrepeatable, otherVersion, damaged }) => {
        const nodes = nodesOf(models);
        const { graph } = buildGraph(nodes);
        const byId = new Map(nodes.map(node => [node.uniqueId, node]));
        const table = (name: string, version: string) => ({ name, version }) as ReleasedTable;
        const old = new Map(letters.map(name => [name, table(name, 'v1')]));
        const proofs = nodes.map(({ uniqueId, name }) => {
          const reads = findBehind([uniqueId], graph, byId).tables;
          return { node: uniqueId, name, proof: proofOf({ recipe: `old ${name}`, reads }, old)! };
        });
        const isTable = ({ name }: { readonly name: string }) =>
          !models.find(model => model.name === name)!.isView;
        const base = {
          tables: proofs
            .filter(isTable)
            .map(({ name, proof }) => ({ ...table(name, otherVersion.includes(name) ? 'v2' : 'v1'), proof })),
          done: proofs.filter(proof => !isTable(proof)),
        } as unknown as Release;
        const recipes = {
          of: async (id: string) => `${otherRecipe.includes(id.slice(-1)) ? 'new' : 'old'} ${id.slice(-1)}`,
        };
        const asked = new Set(models.filter(({ isAsked }) => isAsked).map(({ name }) => idOf(name)));
        const released = new Set(
          nodes.filter(node => isTable(node) && !asked.has(node.uniqueId)).map(({ uniqueId }) => uniqueId),
        );
        const always = new Map(unrepeatable.map(name => [idOf(name), 'it calls now()']));
        const makings = createMakings({ graph, nodes, recipes }, always, released);
        const isWhole = async ({ name }: ReleasedTable) => !damaged.includes(name);
        const standing = await planReuse({
          graph,
          nodes,
          asked,
          base,
          recipes,
          makings,
          isWhole,
          forced: new Set(),
        });
        for (const id of standing) {
          const name = id.slice(-1);
          t.true(asked.has(id) && !otherRecipe.includes(name) && !unrepeatable.includes(name));
          if (isTable({ name })) t.false(damaged.includes(name));
          for (const read of findBehind([id], graph, byId).tables) {
            t.false(otherVersion.includes(read), `${name} was made of another ${read}`);
            t.true(
              standing.has(idOf(read)) || !asked.has(idOf(read)),
              `${name} reads ${read}, which is made again`,
            );
          }
        }
        const isQuiet = [otherRecipe, unrepeatable, otherVersion, damaged].every(list => list.length === 0);
        if (isQuiet)
          t.deepEqual([...standing].sort(), [...asked].sort(), 'nothing changed, so all of it stands');
      },
    ),
    { numRuns: 300, examples: [] },
  );
});
