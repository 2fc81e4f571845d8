import test from 'ava';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { type SelectOptions, selectNodes } from '../../../src/graph/select.ts';
import type { SelectableNode } from '../../../src/graph/selectable-node.ts';
import { parseSelectorsFile } from '../../../src/graph/selectors-file.ts';

function model(name: string, parents: readonly string[], tags: readonly string[]): SelectableNode {
  return {
    uniqueId: `model.lake.${name}`,
    name,
    file: `models/${name}.sql`,
    resourceType: 'model',
    tags,
    dependsOn: parents.map(parent => `model.lake.${parent}`),
    config: { materialized: 'view', enabled: true },
  };
}

// a -> b -> c -> d, and a test that reads b and c.
const reference: SelectableNode = {
  ...model('b_matches_c', ['b', 'c'], []),
  uniqueId: 'test.lake.b_matches_c.1',
  resourceType: 'test',
  config: {},
};
const nodes = [
  model('a', [], ['x']),
  model('b', ['a'], ['x', 'y']),
  model('c', ['b'], ['y']),
  model('d', ['c'], []),
  reference,
];

function names(yaml: string, options: Partial<SelectOptions>) {
  const { graph } = buildGraph(nodes);
  const selectors = parseSelectorsFile(yaml);
  const all = { select: [], exclude: [], folders: ['models'], selectors, ...options };
  const { ids, diagnostics } = selectNodes(graph, nodes, all);
  return { names: nodes.filter(node => ids.has(node.uniqueId)).map(node => node.name), diagnostics };
}

const selects = test.macro({
  title: (title = '') => title,
  exec(t, definition: string, expected: readonly string[]) {
    const yaml = `selectors: [{name: s, definition: ${definition}}]`;
    const options = { indirectSelection: 'empty' } as const;
    const wanted = { names: expected, diagnostics: [] };
    t.deepEqual(names(yaml, { ...options, selector: 's' }), wanted);
    t.deepEqual(names(yaml, { ...options, select: ['selector:s'] }), wanted);
  },
});

test('a definition may be a text as on the command line', selects, "'tag:x,tag:y d'", ['b', 'd']);
test('a definition may be one method and its value', selects, '{tag: x}', ['a', 'b']);
test('a value may be a boolean of YAML', selects, '{config.enabled: true}', ['a', 'b', 'c', 'd']);
test('a definition may be in full', selects, '{method: config.materialized, value: view, exclude: [tag:x]}', [
  'c',
  'd',
]);
test('parents may be limited', selects, '{method: fqn, value: c, parents: true, parents_depth: 1}', [
  'b',
  'c',
]);
test('children may come along', selects, '{method: fqn, value: b, children: true}', [
  'b',
  'c',
  'd',
  'b_matches_c',
]);
test('childrens_parents is the @', selects, '{method: fqn, value: d, childrens_parents: true}', [
  'a',
  'b',
  'c',
  'd',
]);
test('a union is less what its exclude names', selects, '{union: [a, {tag: y}, {exclude: [c]}]}', ['a', 'b']);
test('an intersection may hold a union', selects, '{intersection: [{tag: y}, {union: [a, b]}]}', ['b']);
test(
  'indirect_selection holds for one definition',
  selects,
  '{method: fqn, value: b, indirect_selection: eager}',
  ['b', 'b_matches_c'],
);
test(
  'a cautious test comes with its second table, be it by another definition',
  selects,
  '{union: [{method: fqn, value: b, indirect_selection: cautious}, {method: fqn, value: c}]}',
  ['b', 'c', 'b_matches_c'],
);

const cautious = '{method: fqn, value: b, indirect_selection: cautious}';
const buildable = '{method: fqn, value: b, indirect_selection: buildable}';
test(
  'the first definition that meets a test says what it waits for: here for c itself',
  selects,
  `{union: [${cautious}, ${buildable}, d]}`,
  ['b', 'd'],
);
test('and here for c as an ancestor of d', selects, `{union: [${buildable}, ${cautious}, d]}`, [
  'b',
  'd',
  'b_matches_c',
]);

const two = `
selectors:
  - {name: outer, definition: {method: selector, value: inner, exclude: [a]}}
  - {name: inner, description: two, default: true, definition: {tag: x}}
`;

test('a selector may stand on one further down', t => {
  t.deepEqual(names(two, { selector: 'outer', indirectSelection: 'empty' }).names, ['b']);
});

test('a selector may be combined and followed like any method', t => {
  const options = { indirectSelection: 'empty' } as const;
  t.deepEqual(names(two, { ...options, select: ['selector:outer+1'] }).names, ['b', 'c', 'b_matches_c']);
  t.deepEqual(names(two, { ...options, select: ['selector:inner,c'] }).names, []);
});

test('the default selector stands in where nothing is selected or excluded', t => {
  const options = { indirectSelection: 'empty' } as const;
  t.deepEqual(names(two, options).names, ['a', 'b']);
  t.deepEqual(names(two, { ...options, exclude: ['a', 'resource_type:test'] }).names, ['b', 'c', 'd']);
});

test('--select beside --selector is ignored with a warning', t => {
  const { names: found, diagnostics } = names(two, {
    selector: 'inner',
    select: ['d'],
    indirectSelection: 'empty',
  });
  t.deepEqual(found, ['a', 'b']);
  t.like(diagnostics, [{ severity: 'warn', hint: 'To have both, write --select selector:inner.' }]);
});

test('a selector that does not exist is an error with the nearest name', t => {
  t.like(names(two, { selector: 'iner' }).diagnostics, [
    { severity: 'error', message: 'There is no selector "iner".', hint: 'Did you mean "inner"?' },
  ]);
  t.like(names(two, { select: ['selector:iner'] }).diagnostics, [{ hint: 'Did you mean "inner"?' }]);
});

test('selectors in a circle are an error that prints it', t => {
  const yaml = 'selectors: [{name: p, definition: "selector:q"}, {name: q, definition: "selector:p"}]';
  t.like(names(yaml, { select: ['a'] }).diagnostics, [
    { severity: 'error', message: 'Selectors name each other in a circle: p -> q -> p.' },
  ]);
});

test('description, default and place are kept', t => {
  t.like(parseSelectorsFile(two).selectors.get('inner'), {
    description: 'two',
    isDefault: true,
    at: { file: 'selectors.yml', line: 4, column: 5 },
  });
});

const refused = test.macro({
  title: (_, yaml: string) => `${yaml} is refused`,
  exec(t, yaml: string, message: RegExp, hint: RegExp) {
    const [first, ...others] = parseSelectorsFile(yaml).diagnostics;
    t.deepEqual(others, []);
    t.is(first!.at!.file, 'selectors.yml');
    t.regex(first!.message, message);
    t.regex(first!.hint!, hint);
  },
});
const one = (definition: string) => `selectors: [{name: s, definition: ${definition}}]`;

test(refused, 'selectors: [', /not valid YAML/, /indentation/);
test(refused, 'selector: []', /no list "selectors:"/, /selectors:/);
test(refused, 'selectors: *gone', /cannot be read: Unresolved alias/, /selectors:/);
test(refused, 'selectors: [{definition: a}]', /no name or no definition/, /name:/);
test(
  refused,
  'selectors: [{name: s, definition: a}, {name: s, definition: b}]',
  /two selectors "s"/,
  /Rename/,
);
test(refused, 'selectors: [{name: s, default: 1, definition: a}]', /not true or false/, /default: true/);
test(
  refused,
  'selectors: [{name: s, default: true, definition: a}, {name: t, default: true, definition: b}]',
  /Both "s" and "t"/,
  /one of them/,
);
test(refused, one('3'), /neither a text nor a mapping/, /union/);
test(refused, one("' '"), /is empty/, /union/);
test(refused, one('{}'), /no method/, /union/);
test(refused, one('{tag: x, path: y}'), /no method/, /union/);
test(refused, one('{tagg: x}'), /no method "tagg"/, /Did you mean "tag"\?/);
test(refused, one('{tag: [x]}'), /"tag" has no value/, /method/);
test(refused, one('{version: x}'), /sparkify has no versions of models yet/, /methods are/);
test(refused, one('{union: [a], tag: x}'), /beside other keys/, /below union:/);
test(refused, one('{union: a}'), /"union" is not a list/, /union/);
test(refused, one('{union: [{exclude: [a]}]}'), /has no members/, /union/);
test(refused, one('{union: [a, {exclude: [b]}, {exclude: [c]}]}'), /several "exclude"/, /one exclude:/);
test(refused, one('{method: tag, value: x, exclude: a}'), /"exclude" is not a list/, /list/);
test(refused, one('{method: tag, value: x, parent: true}'), /no key "parent"/, /"parents"/);
test(refused, one('{method: tag, value: x, parents: 1}'), /not true or false/, /parents: true/);
test(refused, one('{method: tag, value: x, parents_depth: 1}'), /without "parents"/, /parents: true/);
test(refused, one('{method: tag, value: x, children: true, children_depth: -1}'), /whole number/, /depth: 1/);
test(refused, one('{method: tag, value: x, indirect_selection: eagr}'), /"eagr"/, /Did you mean "eager"\?/);
