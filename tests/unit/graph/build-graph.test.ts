import test from 'ava';
import fc from 'fast-check';
import type { GraphNode } from '../../../src/graph/build-graph.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';

function node(name: string, ...dependsOn: readonly string[]): GraphNode {
  return { uniqueId: name, name, file: `models/${name}.sql`, dependsOn };
}

/** Nodes `n0`, `n1`, … whose edges are drawn freely, so that circles are common. */
const anyNodes = fc
  .integer({ min: 1, max: 12 })
  .chain(size =>
    fc
      .array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 25 })
      .map(edges =>
        Array.from({ length: size }, (_, index) =>
          node(`n${index}`, ...edges.filter(([child]) => child === index).map(([, parent]) => `n${parent}`)),
        ),
      ),
  );

/** The same without circles: a node reads only nodes of a smaller number. */
const acyclicNodes = anyNodes.map(nodes =>
  nodes.map((one, index) => ({ ...one, dependsOn: one.dependsOn.filter(id => Number(id.slice(1)) < index) })),
);

test('parents come before children, and equals in the order of their ids', t => {
  const { graph, diagnostics } = buildGraph([node('d', 'b', 'c'), node('c', 'a'), node('b', 'a'), node('a')]);
  t.deepEqual(graph.order, ['a', 'b', 'c', 'd']);
  t.deepEqual(graph.parents, { a: [], b: ['a'], c: ['a'], d: ['b', 'c'] });
  t.deepEqual(graph.children, { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] });
  t.deepEqual(diagnostics, []);
});

test('what is read but is no node is left out', t => {
  const { graph } = buildGraph([node('a', 'gone')]);
  t.deepEqual(graph.parents, { a: [] });
});

test('a circle is printed as a path with its files', t => {
  const { diagnostics } = buildGraph([node('a', 'b'), node('b', 'c'), node('c', 'a')]);
  t.is(diagnostics.length, 1);
  t.like(diagnostics[0], {
    code: 'cycle',
    severity: 'error',
    message: 'Models depend on each other in a circle: a -> b -> c -> a.',
    at: { file: 'models/c.sql', line: 1, column: 1 },
  });
  t.true(diagnostics[0]!.hint!.includes('models/a.sql -> models/b.sql -> models/c.sql -> models/a.sql'));
});

test('a circle is told where its last node names the first', t => {
  const at = (line: number) => ({ file: 'models/b.sql', line, column: 15, length: 8 });
  const references = {
    a: [{ uniqueId: 'b', at: at(1) }],
    b: [
      { uniqueId: 'c', at: at(3) },
      { uniqueId: 'a', at: at(4) },
      { uniqueId: 'a', at: at(5) },
    ],
  };
  const { diagnostics } = buildGraph([node('a', 'b'), node('b', 'a', 'c'), node('c')], references);
  t.deepEqual(
    diagnostics.map(({ at }) => at),
    [at(4)],
  );
});

test('a node that reads itself is a circle of one', t => {
  t.is(buildGraph([node('a', 'a')]).diagnostics[0]?.message, 'a reads itself: a -> a.');
});

test('two circles that share a node are two diagnostics', t => {
  const { diagnostics } = buildGraph([node('a', 'b', 'c'), node('b', 'a'), node('c', 'a')]);
  t.deepEqual(
    diagnostics.map(({ message }) => message.split(': ')[1]),
    ['a -> b -> a.', 'a -> c -> a.'],
  );
});

test('in any graph without circles every parent stands before its children', t => {
  fc.assert(
    fc.property(acyclicNodes, nodes => {
      const { graph, diagnostics } = buildGraph(nodes);
      const place = new Map(graph.order.map((id, index) => [id, index]));
      return (
        diagnostics.length === 0 &&
        place.size === nodes.length &&
        nodes.every(({ uniqueId, dependsOn }) =>
          dependsOn.every(parent => place.get(parent)! < place.get(uniqueId)!),
        )
      );
    }),
  );
  t.pass();
});

test('the order does not depend on the order in which nodes come', t => {
  const shuffled = anyNodes.chain(nodes =>
    fc.tuple(fc.constant(nodes), fc.shuffledSubarray(nodes, { minLength: nodes.length })),
  );
  fc.assert(
    fc.property(shuffled, ([nodes, others]) => {
      t.deepEqual(buildGraph(others), buildGraph(nodes));
    }),
  );
});

test('every reported circle exists, and cutting each of them once leaves none', t => {
  fc.assert(
    fc.property(anyNodes, nodes => {
      const { graph, diagnostics } = buildGraph(nodes);
      const cut = new Set<string>();
      for (const { message } of diagnostics) {
        const path = message.slice(message.lastIndexOf(': ') + 2, -1).split(' -> ');
        t.is(path.at(0), path.at(-1));
        for (const [index, parent] of path.slice(1).entries())
          t.true(graph.parents[path[index]!]!.includes(parent));
        cut.add(`${path.at(-2)} ${path.at(-1)}`);
      }
      const rest = nodes.map(one => ({
        ...one,
        dependsOn: one.dependsOn.filter(parent => !cut.has(`${one.uniqueId} ${parent}`)),
      }));
      t.deepEqual(buildGraph(rest).diagnostics, []);
      t.is(graph.order.length, nodes.length);
    }),
  );
});

test('ten thousand models in one chain are ordered without deep recursion', t => {
  const chain = Array.from({ length: 10_000 }, (_, index) =>
    node(`m${index}`, ...(index === 0 ? [] : [`m${index - 1}`])),
  );
  const { graph } = buildGraph(chain);
  t.is(graph.order[0], 'm0');
  t.is(graph.order.at(-1), 'm9999');
});
