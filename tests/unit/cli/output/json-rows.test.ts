import test from 'ava';
import { renderJsonRows } from '../../../../src/cli/output/json-rows.ts';

test('rows are an array of objects, a row a line', t => {
  const columns = [
    { name: 'level', type: 'VARCHAR' },
    { name: 'plays', type: 'INTEGER' },
  ];
  const text = renderJsonRows({
    columns,
    rows: [
      ['free', 2],
      [null, null],
    ],
  });
  t.is(text, '[\n  {"level":"free","plays":2},\n  {"level":null,"plays":null}\n]\n');
});

test('numbers beyond what JavaScript holds keep every digit', t => {
  const columns = [
    { name: 'id', type: 'BIGINT' },
    { name: 'price', type: 'DECIMAL(18,3)' },
  ];
  const text = renderJsonRows({ columns, rows: [['9223372036854775807', '0.100']] });
  t.is(text, '[\n  {"id":9223372036854775807,"price":0.100}\n]\n');
});

test('text of digits stays text, and what is no number in JSON too', t => {
  const columns = [
    { name: 'zip', type: 'VARCHAR' },
    { name: 'ratio', type: 'DOUBLE' },
  ];
  t.deepEqual(JSON.parse(renderJsonRows({ columns, rows: [['0123', 'NaN']] })), [
    { zip: '0123', ratio: 'NaN' },
  ]);
});

test('a column that appears twice gets a name of its own', t => {
  const columns = [
    { name: 'id', type: 'INTEGER' },
    { name: 'id', type: 'INTEGER' },
  ];
  t.deepEqual(JSON.parse(renderJsonRows({ columns, rows: [[1, 2]] })), [{ id: 1, 'id:1': 2 }]);
});

test('no rows are an empty array', t => {
  t.is(renderJsonRows({ columns: [], rows: [] }), '[]\n');
});
