import test from 'ava';
import { operationError } from '../../../../src/engines/duckdb/operation-error.ts';
import { QueryError } from '../../../../src/engines/query-error.ts';
import { connectDuckDb } from '../../../helpers/duckdb-connection.ts';

test('a value that cannot be cast keeps the words of DuckDB, and the place in the statement', async t => {
  const connection = await connectDuckDb(t);
  const prefix = `create or replace table numbers_of_some_rather_long_name as `;
  const failed = await t.throwsAsync(
    connection.run(
      `${prefix}select v,\n  1 as one, cast(v as integer) as n, '${'x'.repeat(80)}' as x\nfrom (select 'Ada' as v)`,
    ),
  );
  const error = operationError(failed);
  t.true(error instanceof QueryError);
  t.is(error.code, 'query-failed');
  t.regex(error.message, /^Conversion Error: Could not convert string 'Ada' to INT32[^\n]*$/);
  t.regex(error.hint!, /TRY_CAST/);
  t.is((error as QueryError).place?.line, 2);
  t.regex((error as QueryError).place!.text, /^cast\(v as integer\) as n, 'x+$/);
});

test('an error without a place has none', async t => {
  const connection = await connectDuckDb(t);
  const error = operationError(await t.throwsAsync(connection.run(`select error('boo')`)));
  t.is(error.message, 'Invalid Input Error: boo');
  t.is((error as QueryError).place, undefined);
});

test('credentials that ended amid a statement are not taken for a missing right or a wrong region', t => {
  const answer = (status: string, code: string) =>
    operationError(
      new Error(
        `HTTP Error: HTTP GET error reading 'https://b.s3.amazonaws.com/a.json' (HTTP ${status})\n\n${code}: no`,
      ),
    );
  t.is(answer('400 Bad Request', 'ExpiredToken').code, 'no-credentials');
  t.is(answer('403 Forbidden', 'ExpiredToken').code, 'no-credentials');
  t.is(answer('403 Forbidden', 'AccessDenied').code, 'store-denied');
  t.is(answer('400 Bad Request', 'InvalidRequest').code, 'query-failed');
});
