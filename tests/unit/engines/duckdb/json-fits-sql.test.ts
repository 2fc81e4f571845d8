import test from 'ava';
import fc from 'fast-check';
import { parseColumnType } from '../../../../src/columns/parse-column-type.ts';
import { checkedRecordsSql } from '../../../../src/engines/duckdb/checked-records-sql.ts';
import { jsonFits } from '../../../../src/source/json-fits.ts';
import { withPool } from '../../../helpers/duckdb-pool.ts';
import { jsonScalars, jsonTexts } from '../../../helpers/json-values.ts';
import { sourceFile } from '../../../helpers/source-files.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const scalarTypes = [
  ...['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'],
  ...['UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'UHUGEINT'],
  ...['DOUBLE', 'FLOAT', 'BOOLEAN', 'VARCHAR', 'JSON', 'DATE', 'TIME', 'UUID'],
  ...['TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS', 'TIMESTAMP WITH TIME ZONE'],
  ...['DECIMAL(18,3)', 'DECIMAL(5,2)', 'DECIMAL(38,0)', 'DECIMAL(38,10)', 'DECIMAL(4,4)'],
  "ENUM('a', 'b c', 'it''s')",
];

const nestedTypes = [
  'BIGINT[]',
  'DOUBLE[2]',
  'STRUCT(x BIGINT, y VARCHAR)',
  'STRUCT(x BIGINT[], "a/b" DATE)[]',
  'MAP(VARCHAR, BIGINT)',
  'MAP(VARCHAR, STRUCT(x DECIMAL(10,2)))',
  'STRUCT(x STRUCT(y TIMESTAMP), "~" INTEGER, "k""q" DOUBLE)',
];

interface Verdict {
  readonly json: string;
  readonly fits: boolean;
  /** As text; null when DuckDB reads no value. */
  readonly value: string | null;
}

const agreement = test.macro({
  exec: async (t, type: string, values: fc.Arbitrary<string>, samples: number) => {
    const texts = fc.sample(values, samples);
    const verdicts = await read(
      sourceFile(temporaryFolder(t), 'x.json', texts.map(text => `{"v":${text}}`).join('\n')).path,
      type,
    );
    t.is(verdicts.length, texts.length);
    verdicts.forEach(({ json, fits, value }) => {
      const bytes = Buffer.from(json);
      const start = json.indexOf(':') + 1;
      t.is(jsonFits(parseColumnType(type), bytes, start, bytes.length - 1), fits, `${json} as ${type}`);
      if (fits && json !== '{"v":null}') t.not(value, null, `${json} as ${type} is read`);
    });
  },
  title: (_, type) => `SQL and TypeScript agree on what fits ${type}`,
});

for (const type of scalarTypes) test(agreement, type, jsonScalars, 400);
for (const type of nestedTypes) test(agreement, type, fc.oneof(jsonTexts, jsonTexts, jsonScalars), 600);

async function read(file: string, type: string): Promise<readonly Verdict[]> {
  const columns = [{ name: 'v', type }];
  return withPool(async pool => {
    await pool.run(`SET GLOBAL TimeZone = 'UTC'`);
    const records = checkedRecordsSql([file], columns);
    const { rows } = await pool.query(`SELECT json::VARCHAR, ok, v0::VARCHAR FROM (${records})`);
    return rows.map(([json, fits, value]) => ({
      json: String(json),
      fits: fits === true,
      value: value as string | null,
    }));
  });
}

const exact = test.macro({
  exec: async (t, type: string, cases: readonly (readonly [json: string, value: string | undefined])[]) => {
    const content = cases.map(([json]) => `{"v":${json}}`).join('\n');
    const verdicts = await read(sourceFile(temporaryFolder(t), 'x.json', content).path, type);
    const values = new Map(verdicts.map(({ json, fits, value }) => [json, fits ? value : undefined]));
    for (const [json, value] of cases) t.is(values.get(`{"v":${json}}`), value, `${json} as ${type}`);
  },
  title: (_, type) => `what is read into ${type}, and what is refused`,
});

test(exact, 'BIGINT', [
  ['5', '5'],
  ['-0', '0'],
  ['1.0', '1'],
  ['1e3', '1000'],
  ['9223372036854775807', '9223372036854775807'],
  ['9223372036854775808', undefined],
  ['2.5', undefined],
  ['1e-7', undefined],
  ['true', undefined],
  ['""', undefined],
  ['"5"', undefined],
  ['[5]', undefined],
]);

test(exact, 'DOUBLE', [
  ['1.540919166796E12', '1540919166796.0'],
  ['0.1', '0.1'],
  ['9007199254740992', '9007199254740992.0'],
  ['9007199254740993', undefined],
  ['1e400', undefined],
  ['NaN', undefined],
  ['"1.5"', undefined],
  ['false', undefined],
]);

test(exact, 'DECIMAL(5,2)', [
  ['1.5', '1.50'],
  ['999.99', '999.99'],
  ['"12.340"', '12.34'],
  ['1.005', undefined],
  ['1000', undefined],
  ['"1.005"', undefined],
  ['"1e1"', undefined],
]);

test(exact, 'TIMESTAMP', [
  ['"2018-11-02T01:25:34"', '2018-11-02 01:25:34'],
  ['"2018-11-02 01:25:34.796Z"', '2018-11-02 01:25:34.796'],
  ['"2018-11-02T01:25:34+02:00"', undefined],
  ['"2018-11-02T01:25:34.1234567"', undefined],
  ['"2018-02-30T00:00:00"', undefined],
  ['1541121934796', undefined],
]);

test(exact, 'VARCHAR', [
  ['"x\\ty"', 'x\ty'],
  ['5', '5'],
  ['true', 'true'],
  ['{"b":[1]}', '{"b":[1]}'],
  ['null', null as unknown as undefined],
]);

test(exact, 'BOOLEAN', [
  ['true', 'true'],
  ['"true"', undefined],
  ['1', undefined],
]);
