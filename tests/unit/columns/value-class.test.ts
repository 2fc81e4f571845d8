import test from 'ava';
import { valueClass } from '../../../src/columns/value-class.ts';

test('numbers are of one class, and so are dates and times of a day', t => {
  for (const type of ['INTEGER', 'HUGEINT', 'DECIMAL(18,2)', 'FLOAT', 'DOUBLE'])
    t.is(valueClass(type), 'number');
  for (const type of ['DATE', 'TIMESTAMP', 'TIMESTAMP_NS', 'TIMESTAMP WITH TIME ZONE'])
    t.is(valueClass(type), 'moment');
});

test('texts are a class, and whatever else is no number and no moment is one of its own', t => {
  for (const type of ['VARCHAR', 'JSON', "ENUM('a', 'b[]')"]) t.is(valueClass(type), 'text');
  const others = ['BOOLEAN', 'TIME', 'INTERVAL', 'UUID', 'BLOB', 'BIT'].map(valueClass);
  t.is(new Set(others).size, others.length);
  t.false(others.includes(undefined));
});

test('values with parts are of no class', t => {
  for (const type of ['INTEGER[]', 'INTEGER[3]', 'STRUCT(a INTEGER)', 'MAP(VARCHAR, INTEGER)', 'VARIANT'])
    t.is(valueClass(type), undefined);
});
