import test from 'ava';
import { unreadablePart } from '../../../src/columns/json-type.ts';
import { scalarNames } from '../../../src/columns/type-names.ts';

const unreadable = {
  BLOB: 'BLOB',
  BYTEA: 'BLOB',
  'INTERVAL[]': 'INTERVAL',
  'STRUCT(a INTEGER, b TIME_NS[2])': 'TIME_NS',
  'UNION(num INTEGER, str VARCHAR)': 'UNION(num INTEGER, str VARCHAR)',
  'MAP(INTEGER, VARCHAR)': 'MAP(INTEGER, VARCHAR)',
  'MAP(VARCHAR, BIT)': 'BIT',
};
for (const [type, part] of Object.entries(unreadable)) {
  test(`of ${type}, ${part} has no form in JSON`, t => {
    t.is(unreadablePart(type)?.part, part);
    t.not(unreadablePart(type)!.instead, '');
  });
}

for (const type of [
  ...[
    'VARCHAR',
    'JSON',
    'BOOLEAN',
    'int',
    'UHUGEINT',
    'DOUBLE',
    'real',
    'DECIMAL(9,2)',
    'uuid',
    'DATE',
    'TIME',
  ],
  ...[
    'TIMESTAMP',
    'timestamptz',
    'TIMESTAMP_NS',
    "ENUM('a', 'b')",
    'INTEGER[3]',
    'STRUCT(a MAP(VARCHAR, DATE[]))',
  ],
]) {
  test(`${type} has a form in JSON`, t => {
    t.is(unreadablePart(type), undefined);
  });
}

test('every type that has no form in JSON says what to declare instead', t => {
  const parts = [...new Set(Object.values(scalarNames))].flatMap(name => unreadablePart(name) ?? []);
  t.deepEqual(
    parts.map(({ part, instead }) => `${part}: ${instead}`),
    [
      'BIGNUM: VARCHAR',
      'BIT: VARCHAR',
      'BLOB: VARCHAR',
      'GEOMETRY: JSON',
      'INTERVAL: VARCHAR',
      'TIME WITH TIME ZONE: VARCHAR',
      'TIME_NS: VARCHAR',
      'TYPE: VARCHAR',
      'VARIANT: JSON',
    ],
  );
});
