import test from 'ava';
import type { NodeChange, StateAspect } from '../../../src/graph/node-change.ts';
import { type SelectOptions, selectNodes } from '../../../src/graph/select.ts';
import { modelNode } from '../../helpers/node-builder.ts';

const nodes = ['added', 'body', 'moved', 'same'].map(name => modelNode(name, []));
const ids = nodes.map(({ uniqueId }) => uniqueId);
const none = Object.fromEntries(ids.map(id => [id, []]));
const graph = { order: ids, parents: none, children: none };

const change = (isNew: boolean, isModified: boolean, ...aspects: readonly StateAspect[]): NodeChange => ({
  ...{ isNew, isModified },
  aspects: new Set(aspects),
});

const changes = () =>
  new Map([
    ['model.p.added', change(true, true, 'body', 'configs')],
    ['model.p.body', change(false, true, 'body')],
    ['model.p.moved', change(false, true)],
    ['model.p.same', change(false, false)],
  ]);

function select(text: string, options: Partial<SelectOptions> = { changes, hasState: true }) {
  return selectNodes(graph, nodes, { select: [text], exclude: [], folders: ['models'], ...options });
}

const means = test.macro({
  title: (_provided, value: string) => `state:${value}`,
  exec: (t, value: string, expected: string) => {
    const { ids: found } = select(`state:${value}`);
    t.is(
      nodes
        .filter(({ uniqueId }) => found.has(uniqueId))
        .map(({ name }) => name)
        .join(' '),
      expected,
    );
  },
});

test(means, 'new', 'added');
test(means, 'old', 'body moved same');
test(means, 'modified', 'added body moved');
test(means, 'unmodified', 'same');
test(means, 'modified.body', 'added body');
test(means, 'modified.configs', 'added');
test(means, 'modified.macros', '');
test(means, 'modified.*', 'added body');
test(means, '*modified', 'added body moved same');

test('a state that there is not is refused with the nearest one', t => {
  t.like(select('state:modified.config').diagnostics[0], {
    code: 'bad-selection',
    message: 'The selection "state:modified.config" cannot be read: "modified.config" is no state.',
  });
  t.regex(
    select('state:modified.config').diagnostics[0]!.hint!,
    /^Did you mean "modified\.configs"\? The states/,
  );
});

test('without anything to compare with it is refused before anything is read', t => {
  const never = () => {
    throw new Error('read');
  };
  t.like(select('state:new', { changes: never, hasState: false }).diagnostics[0], {
    code: 'bad-selection',
    message: 'The selection "state:new" cannot be read: there is nothing to compare with.',
  });
  t.like(select('state:new', {}).diagnostics[0], { code: 'bad-selection' });
});

test('a comparison is made once for all nodes and specs', t => {
  let count = 0;
  const counted = () => {
    count++;
    return changes();
  };
  select('state:new state:modified', { changes: counted, hasState: true });
  t.is(count, 1);
});
