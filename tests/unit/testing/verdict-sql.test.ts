import test from 'ava';
import { defaultVerdict, type TestVerdict } from '../../../src/compile/test-verdict.ts';
import { verdictSql } from '../../../src/testing/verdict-sql.ts';
import { connectDuckDb } from '../../helpers/duckdb-connection.ts';

const asked = test.macro({
  title: what => what!,
  async exec(t, verdict: Partial<TestVerdict>, rows: string, expected: readonly unknown[]) {
    const connection = await connectDuckDb(t);
    const sql = verdictSql({ sql: rows, verdict: { ...defaultVerdict, ...verdict } });
    const reader = await connection.runAndReadAll(sql);
    t.deepEqual(reader.columnNames(), ['failures', 'should_warn', 'should_error']);
    t.deepEqual(reader.getRowsJson(), [expected]);
  },
});

const three = 'from (values (1), (2), (4)) as v(n) -- a comment at the end';

test('every row is a failure by default', asked, {}, three, ['3', true, true]);
test('no rows are no failure', asked, {}, 'select 1 where false', ['0', false, false]);
test('each condition is asked by itself', asked, { warnIf: '> 2', errorIf: 'between 4 and 5' }, three, [
  '3',
  true,
  false,
]);
test('fail_calc counts in its own way', asked, { failCalc: 'sum(n) -- all', errorIf: '> 7 -- more' }, three, [
  '7',
  true,
  false,
]);
test('the number is compared as a whole', asked, { failCalc: 'count(*) + 1', errorIf: '* 2 = 8' }, three, [
  '4',
  true,
  true,
]);
test('limit bounds the rows that are judged', asked, { limit: 2, errorIf: '> 2' }, three, ['2', true, false]);
test('a sum over no rows is NULL', asked, { failCalc: 'sum(n)' }, 'select 1 as n where false', [
  null,
  null,
  null,
]);
