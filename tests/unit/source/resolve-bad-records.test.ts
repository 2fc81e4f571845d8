import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { createSourceScanner } from '../../../src/engines/duckdb/source-scanner.ts';
import { strictReadSql } from '../../../src/engines/duckdb/strict-read-sql.ts';
import { clearQuarantine } from '../../../src/source/quarantine.ts';
import { type ResolvedRecords, resolveBadRecords } from '../../../src/source/resolve-bad-records.ts';
import { withPool } from '../../helpers/duckdb-pool.ts';
import { sourceFile } from '../../helpers/source-files.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const columns = [
  { name: 'id', type: 'BIGINT' },
  { name: 'name', type: 'VARCHAR' },
];
const at = { file: 'models/sources.yml', line: 5, column: 9 };

type Contents = Readonly<Record<string, string | Uint8Array>>;

interface Resolved extends ResolvedRecords {
  readonly folder: string;
  /** The lines in quarantine. */
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  /** What a read with the replacements gives, in order. */
  readonly rows: readonly (readonly unknown[])[];
}

/** Resolves the bad records of a source with these files. */
async function resolve(
  t: ExecutionContext,
  contents: Contents,
  policy: 'fail' | 'quarantine',
): Promise<Resolved> {
  const folder = temporaryFolder(t);
  const files = Object.entries(contents).map(([name, content]) => sourceFile(folder, name, content));
  return withPool(async pool => {
    const resolved = await resolveBadRecords({
      source: 'raw.events',
      folderName: 'raw.events',
      at,
      files,
      columns,
      policy,
      projectDir: folder,
      quarantineDir: join(folder, 'target/quarantine'),
      scratchDir: join(folder, 'target/tmp/cleaned'),
      scanner: createSourceScanner(async sql => (await pool.query(sql)).rows, columns),
    });
    const paths = files.map(({ path }) => resolved.replacements.get(path) ?? path);
    const sql = `SELECT * FROM (${strictReadSql({ files: paths, columns, emptyRecords: 'pass', keysFile: undefined })}) ORDER BY ALL`;
    const rows = resolved.diagnostics.length > 0 ? [] : (await pool.query(sql)).rows;
    return { ...resolved, folder, entries: readEntries(folder), rows };
  });
}

function readEntries(folder: string): Resolved['entries'] {
  const path = join(folder, 'target/quarantine/raw.events/bad-records.jsonl');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

const mixed: Contents = {
  'd/good.json': '{"id":1,"name":"a"}\n{"id":2,"name":"b"}\n',
  'd/misfit.json': '{"id":3,"name":"c"}\n\n{"id":4.5,"name":"d"}\r\n{"id":5,"name":"e"}',
  'd/header.json': 'id,name\n{"id":6,"name":"f"}\n',
  'd/cut.json': '{"id":7,"name":"g"}\n{"id":8,"na',
};

test('quarantine: bad records go there with file, line and reason, all others are read', async t => {
  const { entries, rows, quarantine, diagnostics, badRecords, badFiles } = await resolve(
    t,
    mixed,
    'quarantine',
  );
  t.deepEqual(
    entries.toSorted((a, b) => String(a.file).localeCompare(String(b.file))),
    [
      { file: 'd/cut.json', line: 2, endLine: 2, reason: 'it is cut off', record: '{"id":8,"na' },
      { file: 'd/header.json', line: 1, endLine: 1, reason: 'it is not JSON', record: 'id,name' },
      {
        file: 'd/misfit.json',
        line: 3,
        endLine: 3,
        reason: '"id" is 4.5, which does not fit BIGINT',
        record: '{"id":4.5,"name":"d"}',
      },
    ],
  );
  t.deepEqual(
    rows.map(([id]) => id),
    ['1', '2', '3', '5', '6', '7'],
  );
  t.deepEqual(quarantine, {
    source: 'raw.events',
    records: 3,
    files: 3,
    folder: 'target/quarantine/raw.events',
  });
  t.deepEqual(
    { diagnostics, badRecords, files: badFiles.size },
    { diagnostics: [], badRecords: 3, files: 3 },
  );
});

test('fail: each bad record is an error at its file and line, with what to do', async t => {
  const { diagnostics, quarantine, folder } = await resolve(t, mixed, 'fail');
  t.deepEqual(
    diagnostics.map(
      ({ code, severity, message, at }) => `${code} ${severity} ${at?.file}:${at?.line} ${message}`,
    ),
    [
      'bad-record error d/cut.json:2 A record of raw.events cannot be read: it is cut off.',
      'bad-record error d/header.json:1 A record of raw.events cannot be read: it is not JSON.',
      'bad-record error d/misfit.json:3 A record of raw.events cannot be read: "id" is 4.5, which does not fit BIGINT.',
    ],
  );
  t.true(
    diagnostics.every(
      ({ hint }) => hint!.includes('on_bad_record: quarantine') && hint!.includes('models/sources.yml:5:9'),
    ),
  );
  t.is(quarantine, undefined);
  t.false(existsSync(join(folder, 'target/quarantine')));
});

test('fail: of many bad records the first ten are shown and the others counted', async t => {
  const content = Array.from({ length: 25 }, () => '{"id":"x"}').join('\n');
  const { diagnostics, badRecords } = await resolve(t, { 'a.json': content, 'b.json': content }, 'fail');
  t.is(badRecords, 50);
  t.deepEqual(
    diagnostics.slice(0, 10).map(({ at }) => `${at?.file}:${at?.line}`),
    Array.from({ length: 10 }, (_, index) => `a.json:${index + 1}`),
  );
  t.deepEqual(
    diagnostics.slice(10).map(({ message }) => message),
    ['40 more records of raw.events cannot be read: 50 in 2 files.'],
  );
});

for (const policy of ['fail', 'quarantine'] as const) {
  test(`${policy}: a mixture of forms that DuckDB refuses is read, with no record to blame`, async t => {
    const content = '{"id":1,"name":"a"}\n{\n  "id": 2,\n  "name": "b"\n}\n[{"id":3,"name":"c"}]\n';
    const { rows, diagnostics, quarantine, folder } = await resolve(t, { 'x.json': content }, policy);
    t.deepEqual(rows, [
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
    ]);
    t.deepEqual({ diagnostics, quarantine }, { diagnostics: [], quarantine: undefined });
    t.false(existsSync(join(folder, 'target/quarantine')));
  });
}

test('more malformed files than DuckDB is asked about one by one are all found', async t => {
  const files = Array.from(
    { length: 40 },
    (_, id) => [`${id}.json`, `{"id":${id},"name":"a"}\n{oops`] as const,
  );
  const { rows, badRecords } = await resolve(
    t,
    { ...Object.fromEntries(files), 'good.json': '{"id":99}' },
    'quarantine',
  );
  t.is(badRecords, 40);
  t.is(rows.length, 41);
});

test('compressed files: what can be unpacked is read, the damage is a bad record', async t => {
  const lines = Array.from({ length: 20_000 }, (_, id) => JSON.stringify({ id, name: String(id * 7919) }));
  const whole = gzipSync(lines.join('\n'));
  const contents = {
    'a.json.gz': whole.subarray(0, whole.length / 2),
    'b.json.gz': 'no gzip',
    'c.json.gz': gzipSync('{"id":0.5}\n{"id":1}'),
  };
  const { rows, entries } = await resolve(t, contents, 'quarantine');
  t.true(rows.length > 1000);
  t.deepEqual([...new Set(entries.map(({ file }) => file))].sort(), ['a.json.gz', 'b.json.gz', 'c.json.gz']);
});

test('bytes that are no text are kept in quarantine as they are', async t => {
  const record = Buffer.from('{"name":"\xff"}', 'latin1');
  const { entries } = await resolve(t, { 'x.json': record }, 'quarantine');
  t.deepEqual(Buffer.from(String(entries[0]!.recordBase64), 'base64'), record);
});

test('what an earlier run moved to quarantine is replaced, and can be cleared', async t => {
  const { folder } = await resolve(t, { 'x.json': 'oops' }, 'quarantine');
  const quarantineDir = join(folder, 'target/quarantine');
  t.deepEqual(readdirSync(join(quarantineDir, 'raw.events')), ['bad-records.jsonl']);
  await clearQuarantine(quarantineDir, 'raw.events');
  t.false(existsSync(join(quarantineDir, 'raw.events')));
});

test('good and bad records together are all records, each in its place', async t => {
  const good = fc
    .record({ id: fc.integer(), name: fc.string() })
    .map(value => ({ text: JSON.stringify(value), good: true }));
  const bad = fc
    .constantFrom(
      '{"id":1.5}',
      '{"id":"1"}',
      'oops',
      'id,name',
      'null',
      '{"id":1,"id":2}',
      '{"id":',
      '{"name":"\\ud800"}',
      '{"id":1',
    )
    .map(text => ({ text, good: false }));
  const contents = fc.array(fc.array(fc.oneof(good, good, bad), { maxLength: 8 }), {
    minLength: 1,
    maxLength: 4,
  });
  const newlines = fc.constantFrom('\n', '\r\n', '\n\n');
  const property = fc.asyncProperty(contents, newlines, async (files, newline) => {
    const named = files.map(
      (records, index) => [`${index}.json`, records.map(record => record.text).join(newline)] as const,
    );
    const { rows, entries } = await resolve(t, Object.fromEntries(named), 'quarantine');
    const step = newline === '\n\n' ? 2 : 1;
    const expected = files.flatMap((records, index) => {
      return records.flatMap((record, place) =>
        record.good ? [] : [`${index}.json:${place * step + 1} ${record.text}`],
      );
    });
    t.deepEqual(entries.map(({ file, line, record }) => `${file}:${line} ${record}`).sort(), expected.sort());
    t.is(rows.length, files.flat().filter(record => record.good).length);
  });
  await t.notThrowsAsync(fc.assert(property, { numRuns: 40 }));
});
