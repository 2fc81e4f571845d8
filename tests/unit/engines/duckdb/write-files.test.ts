import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import test from 'ava';
import { partitionKey } from '../../../../src/columns/partition-value.ts';
import { quoteLiteral } from '../../../../src/columns/quote.ts';
import type { ConnectionPool } from '../../../../src/engines/duckdb/connection-pool.ts';
import { fingerprint } from '../../../../src/engines/duckdb/fingerprint.ts';
import { readReleasedSql } from '../../../../src/engines/duckdb/read-released-sql.ts';
import { writeFiles } from '../../../../src/engines/duckdb/write-files.ts';
import type { WriteSpec, WrittenFile } from '../../../../src/engines/session.ts';
import { withPool } from '../../../helpers/duckdb-pool.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const columns = [
  { name: 'id', type: 'INTEGER' },
  { name: 'year', type: 'INTEGER' },
  { name: 'name', type: 'VARCHAR' },
];

function spec(folder: string, changes: Partial<WriteSpec> = {}): WriteSpec {
  return {
    relation: { schema: 'main', name: 't' },
    columns,
    format: 'parquet',
    partitionBy: ['year', 'name'],
    sortBy: [],
    compression: 'snappy',
    folder,
    partitions: [],
    partial: false,
    ...changes,
  };
}

type Partition = WrittenFile['partition'];

/** Writes the partitions that are there, or those in `only`. */
async function write(
  pool: ConnectionPool,
  table: WriteSpec,
  only?: readonly Partition[],
): Promise<readonly WrittenFile[]> {
  const all = await fingerprint(pool, table, 'duckdb');
  const wanted = new Set(only?.map(partitionKey));
  const partitions = only === undefined ? all : all.filter(each => wanted.has(partitionKey(each.partition)));
  return writeFiles(pool, { ...table, partitions, partial: only !== undefined });
}

const odd = `CREATE TABLE t AS SELECT * FROM (VALUES
  (1, 2018, 'plain'), (2, 2018, 'a/b'), (3, 2019, 'ü x=%'), (4, 2019, NULL), (5, NULL, 'it''s "so"')) AS v(id, year, name)`;

test('partition paths are escaped as Hive does, with raw UTF-8', async t => {
  const folder = join(temporaryFolder(t), 't');
  await withPool(async pool => {
    await pool.run(odd);
    const files = await write(pool, spec(folder));
    t.deepEqual(files.map(file => relative(folder, file.path)).sort(), [
      'year=2018/name=a%2Fb/data_0.parquet',
      'year=2018/name=plain/data_0.parquet',
      'year=2019/name=__HIVE_DEFAULT_PARTITION__/data_0.parquet',
      'year=2019/name=ü x%3D%25/data_0.parquet',
      'year=__HIVE_DEFAULT_PARTITION__/name=it%27s %22so%22/data_0.parquet',
    ]);
    t.true(files.every(file => existsSync(file.path)));
    t.false(
      existsSync(join(folder, 'year=2019/name=%C3%BC%20x%3D%25')),
      'the folder of the old name is gone',
    );
  });
});

test('what is written is read back with its own types, partition columns included', async t => {
  const folder = join(temporaryFolder(t), 't');
  await withPool(async pool => {
    await pool.run(odd);
    const files = await write(pool, spec(folder));
    const sql = readReleasedSql({ format: 'parquet', columns, partitionColumns: ['year', 'name'], files });
    const { rows, columns: read } = await pool.query(`SELECT * FROM (${sql}) ORDER BY id`);
    t.deepEqual(read, columns);
    t.deepEqual(rows, [
      [1, 2018, 'plain'],
      [2, 2018, 'a/b'],
      [3, 2019, 'ü x=%'],
      [4, 2019, null],
      [5, null, `it's "so"`],
    ]);
  });
});

test('only the named partitions are written, NULL ones among them', async t => {
  const folder = join(temporaryFolder(t), 't');
  await withPool(async pool => {
    await pool.run(odd);
    const only = [
      ['2019', null],
      ['2018', 'a/b'],
    ];
    const files = await write(pool, spec(folder), only);
    t.deepEqual(files.map(file => file.partition).sort(), [
      ['2018', 'a/b'],
      ['2019', null],
    ]);
    t.is(
      files.reduce((sum, file) => sum + file.rows, 0),
      2,
    );
  });
});

/** Rows whose value of `column` is less than that of the row before in the same file. */
async function outOfOrder(pool: ConnectionPool, files: readonly WrittenFile[], column: string) {
  const paths = files.map(file => quoteLiteral(file.path)).join(', ');
  const { rows } = await pool.query(`
    SELECT count(*)::INTEGER FROM (
      SELECT ${column} < lag(${column}) OVER (PARTITION BY filename ORDER BY file_row_number) AS falls
      FROM read_parquet([${paths}], filename = true, file_row_number = true, hive_partitioning = false)
    ) WHERE falls`);
  return rows[0]![0];
}

for (const [partitions, size, key] of [
  [3, 3_000_000, '(i * 7919) % 3000000'],
  [3, 600_000, 'i // 10'],
  [300, 30_000, 'i'],
] as const) {
  test(`rows lie in the order asked for within each of ${partitions} partitions, sorted by ${key}`, async t => {
    const folder = join(temporaryFolder(t), 't');
    await withPool(async pool => {
      const year = `(i * ${partitions} // ${size})::INTEGER`;
      await pool.run(`CREATE TABLE t AS SELECT (${key})::INTEGER AS id, ${year} AS year, 'x' AS name
        FROM range(${size}) AS r(i) ORDER BY hash(i)`);
      const files = await write(pool, spec(folder, { partitionBy: ['year'], sortBy: ['id'] }));
      t.is(files.length, partitions);
      t.true(files.every(file => file.rows === size / partitions));
      t.is(await outOfOrder(pool, files, 'id'), 0);
      t.deepEqual((await pool.query('SELECT table_name FROM duckdb_tables()')).rows, [['t']]);
    });
  });
}

test('sorted partitions are the named ones, each with its own rows', async t => {
  const folder = join(temporaryFolder(t), 't');
  await withPool(async pool => {
    await pool.run(odd);
    const only = [
      ['2019', null],
      [null, `it's "so"`],
    ];
    const files = await write(pool, spec(folder, { sortBy: ['name', 'id'] }), only);
    const sql = readReleasedSql({ format: 'parquet', columns, partitionColumns: ['year', 'name'], files });
    t.deepEqual((await pool.query(`SELECT * FROM (${sql}) ORDER BY id`)).rows, [
      [4, 2019, null],
      [5, null, `it's "so"`],
    ]);
    t.deepEqual(files.map(file => [file.partition, file.rows]).sort(), [
      [[null, `it's "so"`], 1],
      [['2019', null], 1],
    ]);
  });
});

for (const sortBy of [[], ['id']]) {
  test(`of many partitions the named ones are written once, ${sortBy.length > 0 ? 'sorted' : 'unsorted'}`, async t => {
    const folder = join(temporaryFolder(t), 't');
    await withPool(async pool => {
      // Each third partition has one row, the others have two.
      await pool.run(`CREATE TABLE t AS SELECT (9999 - i)::INTEGER AS id, (i % 600)::INTEGER AS year, 'x' AS name
        FROM range(1200) AS r(i) WHERE i < 600 OR i % 3 > 0`);
      const only = Array.from({ length: 500 }, (_, i) => [String(i)]);
      const files = await write(pool, spec(folder, { partitionBy: ['year'], sortBy }), only);
      const rows = new Map(files.map(file => [file.partition[0], file.rows]));
      t.deepEqual([files.length, rows.size], [500, 500]);
      t.true(only.every(([year]) => rows.get(year!) === (Number(year) % 3 === 0 ? 1 : 2)));
      if (sortBy.length > 0) t.is(await outOfOrder(pool, files, 'id'), 0);
    });
  });
}

test('an empty partitioned result is a zero-row file under the NULL partition', async t => {
  const folder = join(temporaryFolder(t), 't');
  await withPool(async pool => {
    await pool.run(`${odd} LIMIT 0`);
    const files = await write(pool, spec(folder));
    t.is(files.length, 1);
    t.is(
      relative(folder, files[0]!.path),
      'year=__HIVE_DEFAULT_PARTITION__/name=__HIVE_DEFAULT_PARTITION__/data_0.parquet',
    );
    const sql = readReleasedSql({ format: 'parquet', columns, partitionColumns: ['year', 'name'], files });
    const result = await pool.query(sql);
    t.deepEqual(result, { columns, rows: [] });
  });
});

for (const [value, what] of [
  ['', 'an empty string'],
  ['__HIVE_DEFAULT_PARTITION__', 'the text that stands for NULL'],
]) {
  test(`${what} as a partition value is refused before anything is written`, async t => {
    const folder = join(temporaryFolder(t), 't');
    await withPool(async pool => {
      await pool.run(`CREATE TABLE t AS SELECT 1 AS id, 2018 AS year, '${value}' AS name`);
      await t.throwsAsync(write(pool, spec(folder)), { code: 'bad-partition-value' });
      t.false(existsSync(folder));
    });
  });
}

const zstdNames = { parquet: 'data_0.parquet', csv: 'data_0.csv.zst', json: 'data_0.json.zst' } as const;

for (const format of ['parquet', 'csv', 'json'] as const) {
  test(`an unpartitioned table is one ${format} file, in the order asked for`, async t => {
    const folder = join(temporaryFolder(t), 't');
    await withPool(async pool => {
      await pool.run(odd);
      const files = await write(
        pool,
        spec(folder, {
          format,
          partitionBy: [],
          sortBy: ['id'],
          compression: 'zstd',
        }),
      );
      t.deepEqual(
        files.map(file => [relative(folder, file.path), file.rows, file.partition]),
        [[zstdNames[format], 5, []]],
      );
      const { rows } = await pool.query(readReleasedSql({ format, columns, partitionColumns: [], files }));
      t.deepEqual(
        rows.map(row => row[0]),
        [1, 2, 3, 4, 5],
      );
      t.deepEqual(rows[4], [5, null, `it's "so"`]);
    });
  });
}

for (const format of ['csv', 'json'] as const) {
  test(`a partitioned ${format} table tells its rows and values, and is read back`, async t => {
    const folder = join(temporaryFolder(t), 't');
    await withPool(async pool => {
      await pool.run(odd);
      const partitioned = spec(folder, { format, partitionBy: ['name'], compression: 'gzip' });
      const files = await write(pool, partitioned);
      t.is(files.length, 5);
      t.true(files.every(file => file.rows === 1 && file.path.endsWith(`.${format}.gz`)));
      t.deepEqual(files.map(file => String(file.partition[0])).sort(), [
        'a/b',
        `it's "so"`,
        'null',
        'plain',
        'ü x=%',
      ]);
      const sql = readReleasedSql({ format, columns, partitionColumns: ['name'], files });
      const { rows } = await pool.query(`SELECT id, name FROM (${sql}) ORDER BY id`);
      t.deepEqual(rows, [
        [1, 'plain'],
        [2, 'a/b'],
        [3, 'ü x=%'],
        [4, null],
        [5, `it's "so"`],
      ]);
    });
  });
}

test('many partitions are written in shares, each of them whole and once', async t => {
  const folder = join(temporaryFolder(t), 't');
  await withPool(async pool => {
    await pool.run(
      'CREATE TABLE t AS SELECT i AS id, i % 600 AS year, NULL::VARCHAR AS name FROM range(1200) r(i)',
    );
    const files = await write(pool, spec(folder));
    t.is(new Set(files.map(file => file.path)).size, 600);
    t.true(files.every(file => file.rows === 2 && file.partition[1] === null));
    const years = files.map(file => Number(file.partition[0])).sort((a, b) => a - b);
    t.deepEqual(
      years,
      Array.from({ length: 600 }, (_, i) => i),
    );
  });
});

test('many partitions whose folders are renamed leave no folder of the old name', async t => {
  const folder = join(temporaryFolder(t), 't');
  await withPool(async pool => {
    await pool.run(
      `CREATE TABLE t AS SELECT i AS id, (i % 300)::INTEGER AS year, 'é ' || (i % 5) AS name FROM range(1500) r(i)`,
    );
    const files = await write(pool, spec(folder));
    t.is(files.length, 300);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    t.deepEqual(
      names.filter(name => name.endsWith('.parquet')).sort(),
      files.map(file => relative(folder, file.path)).sort(),
    );
    t.deepEqual(
      names.filter(name => name.includes('%')),
      [],
    );
  });
});

test('each file of a partition that DuckDB splits tells its own rows', async t => {
  const folder = join(temporaryFolder(t), 't');
  await withPool(async pool => {
    await pool.run(
      `CREATE TABLE t AS SELECT i AS id, (i % 40)::INTEGER AS year, 'x' AS name FROM range(800000) r(i)`,
    );
    await pool.run('SET partitioned_write_max_open_files = 3');
    await pool.run('SET partitioned_write_flush_threshold = 1000');
    const files = await write(pool, spec(folder));
    t.true(files.length > 40, 'some partition has several files');
    const paths = files.map(file => quoteLiteral(file.path)).join(', ');
    const { rows } = await pool.query(`SELECT file_name, num_rows FROM parquet_file_metadata([${paths}])`);
    const counted = new Map(rows.map(([path, count]) => [path, Number(count)]));
    t.deepEqual(
      files.map(file => file.rows),
      files.map(file => counted.get(file.path)),
    );
    t.is(
      files.reduce((sum, file) => sum + file.rows, 0),
      800_000,
    );
  });
});

for (const partitionBy of [[], ['year']]) {
  test(`a folder that cannot be made is an error that says where, ${partitionBy.length > 0 ? 'partitioned' : 'in one file'}`, async t => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, '');
    await withPool(async pool => {
      await pool.run(odd);
      const error = await t.throwsAsync(write(pool, spec(join(file, 't'), { partitionBy })));
      t.like(error, { code: 'lake-not-writable' });
      t.true(error!.message.includes(join(file, 't')), error!.message);
    });
  });
}
