import test from 'ava';
import { ColumnTypeError } from '../../../src/columns/column-type.ts';
import { normalizeType, sameType } from '../../../src/columns/same-type.ts';
import { scalarNames } from '../../../src/columns/type-names.ts';
import { connectDuckDb, typeOf } from '../../helpers/duckdb-connection.ts';

/** Written only in DuckDB's grammar, or in ways that the list of its types does not show. */
const spellings = [
  ...Object.keys(scalarNames),
  ...[
    'numeric',
    'dec(4,2)',
    'decimal(5)',
    ' DECIMAL ( 10 , 2 ) ',
    'varchar(10)',
    'character varying(3)',
    'bit(3)',
  ],
  ...['float(24)', 'float(25)', ...Array.from({ length: 10 }, (_, digits) => `timestamp(${digits})`)],
  ...['int[][3]', 'int array', 'int ARRAY [ 3 ]', 'row(a int)', 'map(text,int8)', "enum('a' , 'b''c')"],
];

for (const spelling of spellings) {
  test(`${spelling} means to sparkify what it means to DuckDB`, async t => {
    const connection = await connectDuckDb(t);
    t.is(normalizeType(spelling), await typeOf(connection, `SELECT CAST(NULL AS ${spelling})`));
  });
}

test('every name in duckdb_types() is known', async t => {
  const connection = await connectDuckDb(t);
  const reader = await connection.runAndReadAll(
    "SELECT DISTINCT lower(type_name) FROM duckdb_types() WHERE database_name = 'system'",
  );
  const composite = [
    'array',
    'dec',
    'decimal',
    'enum',
    'list',
    'map',
    'null',
    'numeric',
    'row',
    'struct',
    'union',
  ];
  const names = reader.getRowsJson().map(([name]) => String(name));
  t.deepEqual(
    names.filter(name => !composite.includes(name) && !Object.hasOwn(scalarNames, name)),
    [],
  );
});

test('types are the same whatever alias, case and spacing they are written in', t => {
  t.true(sameType('int', 'INTEGER'));
  t.true(sameType('Struct( a  text )[]', 'STRUCT(a VARCHAR)[]'));
  t.false(sameType('INTEGER', 'BIGINT'));
  t.false(sameType('DECIMAL(10,2)', 'DECIMAL(10,3)'));
  t.false(sameType('STRUCT(a INTEGER)', 'STRUCT(b INTEGER)'));
});

test('a normalized type cannot carry anything else into SQL', t => {
  t.throws(() => normalizeType('INTEGER); DROP TABLE users; --'), { instanceOf: ColumnTypeError });
  t.is(
    normalizeType(`STRUCT("a"" INTEGER); DROP TABLE x; --" INT)`),
    `STRUCT("a"" INTEGER); DROP TABLE x; --" INTEGER)`,
  );
});
