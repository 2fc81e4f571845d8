import test from 'ava';
import { functions } from '../../../src/engines/spark/functions/registry.ts';
import { windowFunctions } from '../../../src/engines/spark/functions/windows.ts';
import { allNodes, textIn } from '../../../src/syntax/syntax-node.ts';
import { isQuery, portable } from '../../engines/portable.ts';
import { withShadow } from '../../helpers/shadow.ts';

test('every function that is let through to Spark has a case that runs on both engines', async t => {
  const queries = Object.values(portable)
    .flat()
    .map(sql => (isQuery(sql) ? sql : `select ${sql} from t`));
  const trees = await withShadow(reader => reader.syntaxTrees(queries));
  const tried = new Set(
    trees.flatMap(tree => allNodes(tree).map(node => textIn(node, 'function_name').toLowerCase())),
  );
  const known = [...functions.keys(), ...windowFunctions.keys()];
  t.deepEqual(
    known.filter(name => !tried.has(name)),
    [],
  );
  t.true(queries.length >= 200);
});
