import test from 'ava';
import fc from 'fast-check';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { selectionMethods } from '../../../src/graph/methods/registry.ts';
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

const roots: readonly SelectableNode[] = [
  {
    ...{ uniqueId: 'source.lake.raw.e0', name: 'e0', source: 'raw', file: 'models/low/all.yml' },
    ...{ resourceType: 'source', tags: ['x'], dependsOn: [] },
  },
  {
    ...{ uniqueId: 'source.lake.web.e1', name: 'e1', source: 'web', file: 'models/high/all.yml' },
    ...{ resourceType: 'source', tags: [], dependsOn: [] },
  },
  {
    ...{ uniqueId: 'seed.lake.d0', name: 'd0', file: 'seeds/low/d0.csv', resourceType: 'seed' },
    ...{ tags: ['y'], dependsOn: [], config: { materialized: 'seed', group: 'g' } },
  },
];

const readers = fc.array(
  fc.tuple(fc.nat(9), fc.nat(9), fc.constantFrom('not_null', 'dbt_utils.recency', undefined)),
  {
    maxLength: 4,
  },
);

/** Two sources and a seed, models that read them and earlier models, and what reads one or two of all these. */
const worlds = fc
  .record({
    models: fc.array(
      fc.record({
        reads: fc.array(fc.nat(9), { maxLength: 3 }),
        tags: fc.subarray(['x', 'y']),
        view: fc.boolean(),
        access: fc.constantFrom('private', 'protected', 'public'),
        group: fc.constantFrom('g', 'h', null),
      }),
      { minLength: 2, maxLength: 7 },
    ),
    tests: readers,
    unitTests: fc.array(fc.nat(6), { maxLength: 2 }),
    exposures: readers,
  })
  .map(({ models, tests, unitTests, exposures }) => {
    const made: SelectableNode[] = [...roots];
    for (const [index, { reads, tags, view, access, group }] of models.entries()) {
      made.push({
        uniqueId: id('model', `m${index}`),
        name: `m${index}`,
        file: `models/${index < 3 ? 'low' : 'high'}/m${index}.sql`,
        resourceType: 'model',
        tags,
        dependsOn: tablesAmong(reads, made),
        config: { materialized: view ? 'view' : 'table', access, group },
      });
    }
    const checks = tests.map(
      ([one, other, declared], index): SelectableNode => ({
        uniqueId: id('test', `t${index}`),
        name: `t${index}`,
        file: 'models/low/all.yml',
        resourceType: 'test',
        testType: declared === undefined ? 'singular' : 'generic',
        declaration: declared === undefined ? undefined : { test: declared },
        tags: [],
        dependsOn: tablesAmong([one % made.length, other % made.length], made),
      }),
    );
    const units = unitTests.map(
      (read, index): SelectableNode => ({
        uniqueId: id('unit_test', `u${index}`),
        name: `u${index}`,
        file: 'models/high/all.yml',
        resourceType: 'unit_test',
        testType: 'unit',
        tags: [],
        dependsOn: [id('model', `m${read % models.length}`)],
      }),
    );
    const outside = exposures.map(
      ([one, other], index): SelectableNode => ({
        uniqueId: id('exposure', `x${index}`),
        name: `x${index}`,
        file: 'models/high/all.yml',
        resourceType: 'exposure',
        tags: index === 0 ? ['x'] : [],
        dependsOn: tablesAmong([one % made.length, other % made.length], made),
      }),
    );
    return world([...made, ...checks, ...units, ...outside]);
  });

function tablesAmong(places: readonly number[], tables: readonly SelectableNode[]): readonly string[] {
  return [...new Set(places.flatMap(place => tables[place]?.uniqueId ?? []))];
}

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
const isModel = (node: SelectableNode) => node.resourceType === 'model';
const isFrom = (node: SelectableNode, first: number) => isModel(node) && Number(node.name.slice(1)) >= first;
const setting = (node: SelectableNode, key: string) =>
  (node.config as Readonly<Record<string, unknown>>)?.[key];
const hasFqn = (node: SelectableNode) => node.resourceType !== 'source' && node.resourceType !== 'exposure';
const ofType = (type: string) => (node: SelectableNode) => node.resourceType === type;
const named = (name: string) => (node: SelectableNode) => node.name === name;

/** What a method and its value mean of a single node. */
const meanings: Readonly<Record<string, (node: SelectableNode) => boolean>> = {
  'fqn:m1': named('m1'),
  'fqn:e0': () => false,
  'fqn:m[3-9]': node => isFrom(node, 3),
  'fqn:low.*': node => hasFqn(node) && node.file.split('/')[1] === 'low',
  'fqn:lake.high': node => hasFqn(node) && node.file.split('/')[1] === 'high',
  'fqn:t?': ofType('test'),
  'tag:x': node => node.tags.includes('x'),
  'tag:y': node => node.tags.includes('y'),
  'path:models/high': node => node.file.startsWith('models/high/'),
  'file:m2.sql': named('m2'),
  'file:all': node => node.file.endsWith('/all.yml'),
  'config.materialized:view': node => setting(node, 'materialized') === 'view',
  'config.group:h': node => setting(node, 'group') === 'h',
  'source:raw': named('e0'),
  'source:web.e1': named('e1'),
  'source:*.e?': ofType('source'),
  'exposure:x0': named('x0'),
  'exposure:lake.*': ofType('exposure'),
  'unit_test:u*': ofType('unit_test'),
  'package:this': () => true,
  'package:elsewhere': () => false,
  'group:g': node => setting(node, 'group') === 'g',
  'access:public': node => setting(node, 'access') === 'public',
  'resource_type:model': isModel,
  'resource_type:test': ofType('test'),
  'resource_type:seed': ofType('seed'),
  'resource_type:exposure': ofType('exposure'),
  'test_type:data': ofType('test'),
  'test_type:singular': node => node.testType === 'singular',
  'test_type:unit': ofType('unit_test'),
  'test_name:not_null': node => node.declaration?.test === 'not_null',
  'test_name:recency': node => node.declaration?.test === 'dbt_utils.recency',
  'result:error': named('m1'),
  'result:fail': ofType('test'),
  'state:new': named('m1'),
  'state:unmodified': node => node.name !== 'm1' && !isFrom(node, 3),
  'state:modified.b*': node => node.name === 'm1' || isFrom(node, 3),
  'source_status:fresher': named('e0'),
  'source_status:error': named('e1'),
  'git:main': node => ['m0', 'm4', 'd0'].includes(node.name),
};

/** What selectors.yml defines besides: what others may name. */
const definitions: Readonly<Record<string, Tree>> = {
  small: { op: 'union', of: [leaf('fqn', 'm1'), leaf('tag', 'x')], exclude: [leaf('fqn', 'm[3-9]')] },
  inner: { op: 'intersection', of: [leaf('selector', 'small'), leaf('resource_type', 'model')], exclude: [] },
};

function leaf(method: string, value: string): Tree {
  return { atom: { method, value, relatives: false, parents: 0, children: 0 }, mode: undefined };
}

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

/** The first source has newer data than before, and the other could not be read. */
const freshness = () => ({
  current: new Map([
    ['source.lake.raw.e0', { status: 'pass', maxLoadedAt: 2 }],
    ['source.lake.web.e1', { status: 'runtime error', maxLoadedAt: undefined }],
  ]),
  previous: new Map([['source.lake.raw.e0', { status: 'pass', maxLoadedAt: 1 }]]),
});

/** Two files, and what a properties file says of the seed. */
const changedSince = () => ({
  files: new Set(['models/low/m0.sql', 'models/high/m4.sql']),
  described: new Set(['d0']),
  macroFolders: ['macros'],
  macroFiles: new Map<string, string>(),
});

const asked = [...Object.keys(meanings), ...Object.keys(definitions).map(name => `selector:${name}`)];

const atoms: fc.Arbitrary<Atom> = fc
  .record({
    meant: fc.constantFrom(...asked),
    relatives: fc.boolean(),
    parents: depths,
    children: depths,
  })
  .map(({ meant, relatives, parents, children }) => ({
    method: meant.slice(0, meant.indexOf(':')),
    value: meant.slice(meant.indexOf(':') + 1),
    relatives: relatives && children === 0,
    parents,
    children,
  }));

/** What a tree is sure to select, and the tests that wait for a parent. */
interface Sets {
  readonly sure: ReadonlySet<string>;
  readonly waiting: ReadonlyMap<string, Mode>;
}

function ofAtom(atom: Atom, mode: Mode, fallback: Mode, all: World): Sets {
  const { nodes, distance } = all;
  const starts = startsOf(atom, fallback, all);
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
      ['test', 'unit_test'].includes(node.resourceType) &&
      !selected.has(node.uniqueId) &&
      node.dependsOn.some(one => selected.has(one)),
  );
  if (mode === 'empty') return { sure: selected, waiting: new Map() };
  return settled(selected, new Map(touched.map(node => [node.uniqueId, mode])), { nodes, distance });
}

/** The nodes that an atom names itself; a selector is asked with the mode of the command, whatever names it. */
function startsOf({ method, value }: Atom, fallback: Mode, all: World): readonly string[] {
  if (method === 'selector') return [...ofTree(definitions[value]!, fallback, all).sure];
  return all.nodes.filter(meanings[`${method}:${value}`]!).map(node => node.uniqueId);
}

/** Infinity is the distance of what is not connected, so "all" is a number below it. */
function reach(depth: number): number {
  return Math.min(depth, Number.MAX_SAFE_INTEGER);
}

function settled(sure: ReadonlySet<string>, waiting: Sets['waiting'], { nodes, distance }: World): Sets {
  const isSource = (one: string) => one.startsWith('source.');
  const supported = (one: string) =>
    sure.has(one) || isSource(one) || [...sure].some(other => distance(one, other) < ALL);
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
  if ('atom' in tree) return ofAtom(tree.atom, tree.mode ?? fallback, fallback, all);
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

function selectorsFile(more: Readonly<Record<string, Tree>>) {
  const selectors = Object.entries({ ...definitions, ...more });
  const file = parseSelectorsFile(
    JSON.stringify({ selectors: selectors.map(([name, tree]) => ({ name, definition: asYaml(tree) })) }),
  );
  if (file.diagnostics.length > 0) throw new Error(file.diagnostics[0]!.message);
  return file;
}

/** Where things lie, and what earlier runs left behind. */
function earlier(nodes: readonly SelectableNode[]) {
  return {
    folders: ['models', 'seeds'],
    hasState: true,
    lastResults: () => lastResults(nodes),
    changes: () => changes(nodes),
    changedSince,
    freshness,
  };
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
        ...earlier(all.nodes),
        selectors: selectorsFile({}),
        indirectSelection: mode,
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
      const { ids } = selectNodes(buildGraph(all.nodes).graph, all.nodes, {
        ...{ select: [], exclude: [], selector: 's' },
        ...earlier(all.nodes),
        selectors: selectorsFile({ s: tree }),
        indirectSelection: mode,
      });
      t.deepEqual([...ids].sort(), [...ofTree(tree, mode, all).sure].sort());
    }),
    { numRuns: 400 },
  );
});

test('every method is held against its meaning', t => {
  const methods = new Set(asked.map(text => text.slice(0, text.indexOf(':')).split('.')[0]));
  t.deepEqual([...methods].sort(), [...selectionMethods.keys()].sort());
});
