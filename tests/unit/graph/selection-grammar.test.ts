import test from 'ava';
import fc from 'fast-check';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { selectNodes } from '../../../src/graph/select.ts';
import type { SelectableNode } from '../../../src/graph/selectable-node.ts';
import { parseSelectorsFile } from '../../../src/graph/selectors-file.ts';

// The grammar against a model that knows sets and distances only: no parser, no graph, nothing of src/.

type Mode = 'eager' | 'cautious' | 'buildable' | 'empty';

interface World {
  readonly nodes: readonly SelectableNode[];
  /** How many edges the shortest way from one id down to another has. */
  readonly distance: (from: string, to: string) => number;
}

interface Atom {
  readonly method: string;
  readonly value: string;
  readonly relatives: boolean;
  readonly parents: number;
  readonly children: number;
}

type Tree =
  | { readonly atom: Atom; readonly mode: Mode | undefined }
  | {
      readonly op: 'union' | 'intersection';
      readonly of: readonly Tree[];
      readonly exclude: readonly Tree[];
    };

const ALL = Number.POSITIVE_INFINITY;
const id = (type: string, name: string) => `${type}.lake.${name}`;

/** Models that read earlier ones only, and tests that read one or two of them. */
const worlds = fc
  .record({
    models: fc.array(
      fc.record({
        reads: fc.array(fc.nat(6), { maxLength: 3 }),
        tags: fc.subarray(['x', 'y']),
        view: fc.boolean(),
      }),
      { minLength: 2, maxLength: 7 },
    ),
    tests: fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 4 }),
  })
  .map(({ models, tests }) => {
    const made = models.map(({ reads, tags, view }, index): SelectableNode => {
      const parents = [...new Set(reads.filter(read => read < index))];
      return {
        uniqueId: id('model', `m${index}`),
        name: `m${index}`,
        file: `models/${index < 3 ? 'low' : 'high'}/m${index}.sql`,
        resourceType: 'model',
        tags,
        dependsOn: parents.map(parent => id('model', `m${parent}`)),
        config: { materialized: view ? 'view' : 'table' },
      };
    });
    const checks = tests.map((reads, index): SelectableNode => {
      const parents = [...new Set(reads.map(read => read % models.length))];
      return {
        uniqueId: id('test', `t${index}`),
        name: `t${index}`,
        file: 'models/low/all.yml',
        resourceType: 'test',
        testType: 'generic',
        tags: [],
        dependsOn: parents.map(parent => id('model', `m${parent}`)),
      };
    });
    return world([...made, ...checks]);
  });

/** All shortest ways at once, by Floyd and Warshall. */
function world(nodes: readonly SelectableNode[]): World {
  const ids = nodes.map(node => node.uniqueId);
  const table = new Map(nodes.flatMap(node => node.dependsOn.map(from => [`${from} ${node.uniqueId}`, 1])));
  const distance = (from: string, to: string) => table.get(`${from} ${to}`) ?? ALL;
  for (const by of ids) {
    for (const from of ids) {
      for (const to of ids) {
        const way = distance(from, by) + distance(by, to);
        if (way < distance(from, to)) table.set(`${from} ${to}`, way);
      }
    }
  }
  return { nodes, distance };
}

const depths = fc.constantFrom(0, 0, 1, 2, ALL);
const meanings: readonly (readonly [method: string, value: string])[] = [
  ['fqn', 'm1'],
  ['fqn', 'm[3-9]'],
  ['fqn', 'low.*'],
  ['fqn', 't?'],
  ['tag', 'x'],
  ['tag', 'y'],
  ['path', 'models/high'],
  ['file', 'm2.sql'],
  ['config.materialized', 'view'],
  ['resource_type', 'test'],
  ['test_type', 'data'],
  ['result', 'error'],
  ['result', 'fail'],
  ['state', 'new'],
  ['state', 'unmodified'],
  ['state', 'modified.b*'],
];

/** The second model failed, and each test. */
const lastResults = (nodes: readonly SelectableNode[]) =>
  new Map(
    nodes.map(({ uniqueId, name, resourceType }) => {
      const status = name === 'm1' ? 'error' : 'success';
      return [uniqueId, resourceType === 'test' ? 'fail' : status];
    }),
  );

/** The second model is new, those from the fourth on have other SQL, and tests are as they were. */
const changes = (nodes: readonly SelectableNode[]) =>
  new Map(
    nodes.map(({ uniqueId, name, resourceType }) => {
      const isNew = name === 'm1';
      const isModified = isNew || (resourceType === 'model' && Number(name.slice(1)) >= 3);
      return [uniqueId, { isNew, isModified, aspects: new Set(isModified ? (['body'] as const) : []) }];
    }),
  );

const atoms: fc.Arbitrary<Atom> = fc
  .record({
    meant: fc.constantFrom(...meanings),
    relatives: fc.boolean(),
    parents: depths,
    children: depths,
  })
  .map(({ meant: [method, value], relatives, parents, children }) => ({
    method,
    value,
    relatives: relatives && children === 0,
    parents,
    children,
  }));

function meant({ method, value }: Atom, node: SelectableNode): boolean {
  const number = Number(node.name.slice(1));
  const isModel = node.resourceType === 'model';
  switch (`${method}:${value}`) {
    case 'fqn:m1':
    case 'result:error':
    case 'state:new':
      return node.name === 'm1';
    case 'fqn:m[3-9]':
      return isModel && number >= 3;
    case 'state:modified.b*':
      return node.name === 'm1' || (isModel && number >= 3);
    case 'state:unmodified':
      return node.name !== 'm1' && (!isModel || number < 3);
    case 'fqn:low.*':
      return !isModel || number < 3;
    case 'path:models/high':
      return isModel && number >= 3;
    case 'file:m2.sql':
      return node.name === 'm2';
    case 'config.materialized:view':
      return isModel && (node.config as { readonly materialized: string }).materialized === 'view';
    case 'tag:x':
    case 'tag:y':
      return node.tags.includes(value);
    default:
      return !isModel;
  }
}

/** What a tree is sure to select, and the tests that wait for a parent. */
interface Sets {
  readonly sure: ReadonlySet<string>;
  readonly waiting: ReadonlyMap<string, Mode>;
}

function ofAtom(atom: Atom, mode: Mode, { nodes, distance }: World): Sets {
  const starts = nodes.filter(node => meant(atom, node)).map(node => node.uniqueId);
  const ids = nodes.map(node => node.uniqueId);
  const near = (one: string) =>
    starts.some(
      start =>
        start === one ||
        distance(one, start) <= reach(atom.parents) ||
        distance(start, one) <= reach(atom.children),
    );
  const below = (one: string) => starts.some(start => start === one || distance(start, one) < ALL);
  const related = (one: string) =>
    atom.relatives && ids.some(other => below(other) && (other === one || distance(one, other) < ALL));
  const selected = new Set(ids.filter(one => near(one) || related(one)));
  const touched = nodes.filter(
    node =>
      node.resourceType === 'test' &&
      !selected.has(node.uniqueId) &&
      node.dependsOn.some(one => selected.has(one)),
  );
  if (mode === 'empty') return { sure: selected, waiting: new Map() };
  return settled(selected, new Map(touched.map(node => [node.uniqueId, mode])), { nodes, distance });
}

/** Infinity is the distance of what is not connected, so "all" is a number below it. */
function reach(depth: number): number {
  return Math.min(depth, Number.MAX_SAFE_INTEGER);
}

function settled(sure: ReadonlySet<string>, waiting: Sets['waiting'], { nodes, distance }: World): Sets {
  const supported = (one: string) => sure.has(one) || [...sure].some(other => distance(one, other) < ALL);
  const ready = nodes.filter(({ uniqueId, dependsOn }) => {
    const mode = waiting.get(uniqueId);
    if (mode === 'eager') return true;
    if (mode === 'cautious') return dependsOn.every(one => sure.has(one));
    return mode === 'buildable' && dependsOn.every(supported);
  });
  const names = new Set(ready.map(node => node.uniqueId));
  return {
    sure: new Set([...sure, ...names]),
    waiting: new Map([...waiting].filter(([one]) => !names.has(one))),
  };
}

function ofTree(tree: Tree, fallback: Mode, all: World): Sets {
  if ('atom' in tree) return ofAtom(tree.atom, tree.mode ?? fallback, all);
  const parts = tree.of.map(part => ofTree(part, fallback, all));
  const quantified = (test: (sets: Sets) => boolean) =>
    tree.op === 'union' ? parts.some(test) : parts.every(test);
  const included = together(all, parts, quantified);
  if (tree.exclude.length === 0) return included;
  const unwanted = tree.exclude.map(part => ofTree(part, fallback, all));
  const excluded = together(all, unwanted, test => unwanted.some(test));
  return together(all, [included, excluded], test => test(included) && !test(excluded));
}

function together(
  all: World,
  parts: readonly Sets[],
  holds: (test: (sets: Sets) => boolean) => boolean,
): Sets {
  const ids = all.nodes.map(node => node.uniqueId);
  const sure = ids.filter(one => holds(({ sure }) => sure.has(one)));
  const waiting = ids
    .filter(one => holds(sets => sets.sure.has(one) || sets.waiting.has(one)))
    .filter(one => !sure.includes(one))
    .map(one => [one, parts.find(({ waiting }) => waiting.has(one))!.waiting.get(one)!] as const);
  return settled(new Set(sure), new Map(waiting), all);
}

const plus = (depth: number) => (depth === ALL ? '+' : `${depth}+`);

function asText({ method, value, relatives, parents, children }: Atom): string {
  const before = parents === 0 ? '' : plus(parents);
  const after = children === 0 ? '' : [...plus(children)].reverse().join('');
  return `${relatives ? '@' : ''}${before}${method}:${value}${after}`;
}

function asYaml(tree: Tree): unknown {
  if ('atom' in tree) {
    const { method, value, relatives, parents, children } = tree.atom;
    if (tree.mode === undefined) return asText(tree.atom);
    return {
      method,
      value,
      childrens_parents: relatives,
      parents: parents > 0,
      ...(parents > 0 && parents < ALL && { parents_depth: parents }),
      children: children > 0,
      ...(children > 0 && children < ALL && { children_depth: children }),
      indirect_selection: tree.mode,
    };
  }
  const exclude = tree.exclude.length === 0 ? [] : [{ exclude: tree.exclude.map(asYaml) }];
  return { [tree.op]: [...tree.of.map(asYaml), ...exclude] };
}

const modes = fc.constantFrom<Mode>('eager', 'cautious', 'buildable', 'empty');
const lists = fc.array(fc.array(atoms, { minLength: 1, maxLength: 3 }), { maxLength: 3 });

test('what the command line says is what sets say', t => {
  fc.assert(
    fc.property(worlds, lists, lists, modes, (all, select, exclude, mode) => {
      const union = (list: readonly (readonly Atom[])[]): readonly Tree[] =>
        list.map(some => ({
          op: 'intersection',
          of: some.map(atom => ({ atom, mode: undefined })),
          exclude: [],
        }));
      const everything: Sets = { sure: new Set(all.nodes.map(node => node.uniqueId)), waiting: new Map() };
      const included =
        select.length === 0 ? everything : ofTree({ op: 'union', of: union(select), exclude: [] }, mode, all);
      const excluded = ofTree({ op: 'union', of: union(exclude), exclude: [] }, mode, all);
      const expected =
        exclude.length === 0
          ? included
          : together(all, [included, excluded], one => one(included) && !one(excluded));
      const texts = (list: readonly (readonly Atom[])[]) => list.map(some => some.map(asText).join(','));
      const { ids } = selectNodes(buildGraph(all.nodes).graph, all.nodes, {
        select: texts(select),
        exclude: [texts(exclude).join(' ')],
        folders: ['models'],
        indirectSelection: mode,
        lastResults: () => lastResults(all.nodes),
        hasState: true,
        changes: () => changes(all.nodes),
      });
      t.deepEqual([...ids].sort(), [...expected.sure].sort());
    }),
    { numRuns: 400 },
  );
});

const { tree: trees } = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ atom: atoms, mode: fc.option(modes, { nil: undefined }) }),
    fc.record({
      op: fc.constantFrom('union' as const, 'intersection' as const),
      of: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      exclude: fc.array(tie('tree'), { maxLength: 2 }),
    }),
  ),
}));

test('what selectors.yml says, however deep, is what sets say', t => {
  fc.assert(
    fc.property(worlds, trees, modes, (all, tree, mode) => {
      const selectors = parseSelectorsFile(
        JSON.stringify({
          selectors: [{ name: 's', definition: asYaml(tree) }],
        }),
      );
      const options = { select: [], exclude: [], folders: ['models'], selectors, indirectSelection: mode };
      const { graph } = buildGraph(all.nodes);
      const { ids } = selectNodes(graph, all.nodes, {
        ...options,
        selector: 's',
        lastResults: () => lastResults(all.nodes),
        hasState: true,
        changes: () => changes(all.nodes),
      });
      t.deepEqual([...ids].sort(), [...ofTree(tree, mode, all).sure].sort());
    }),
    { numRuns: 400 },
  );
});
