import test from 'ava';
import { allNodes, listIn, locationOf, nodeIn, textIn, textsIn } from '../../../src/syntax/syntax-node.ts';
import { parseQuery } from '../../helpers/syntax-tree.ts';

test('what is left out of a node, or is of another kind, is empty', t => {
  const node = { list: [{ a: 1 }, 'x', null], node: { b: 2 }, text: 'c', texts: ['d', 3] };
  t.deepEqual(listIn(node, 'list'), [{ a: 1 }]);
  t.deepEqual(listIn(node, 'node'), []);
  t.deepEqual(nodeIn(node, 'node'), { b: 2 });
  t.is(nodeIn(node, 'list'), undefined);
  t.is(nodeIn(node, 'missing'), undefined);
  t.is(textIn(node, 'text'), 'c');
  t.is(textIn(node, 'node'), '');
  t.deepEqual(textsIn(node, 'texts'), ['d', '3']);
  t.deepEqual(textsIn(node, 'text'), []);
});

test('a place counts characters as JavaScript does, also after what takes several bytes', async t => {
  const sql = "select '€😀' as a, wanted from t";
  const { node } = await parseQuery(sql);
  const [, wanted] = listIn(node, 'select_list');
  t.is(locationOf(wanted!), sql.indexOf('wanted'));
});

test('what has no place of its own has that of its first part that has one', t => {
  t.is(locationOf({ left: {}, right: [{ inner: { query_location: 7 } }], more: { query_location: 9 } }), 7);
  t.is(locationOf({ query_location: 0, left: { query_location: 4 } }), 0);
  t.is(locationOf({ left: {} }), undefined);
});

test('all nodes of a tree are a node and all below it, parents first', t => {
  const leaf = { name: 'leaf' };
  const middle = { name: 'middle', list: [leaf, 'text'] };
  const root = { name: 'root', middle };
  t.deepEqual(allNodes(root), [root, middle, leaf]);
});
