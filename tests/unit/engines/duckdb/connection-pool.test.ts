import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { BusyClock } from '../../../../src/engines/duckdb/busy-clock.ts';
import { ConnectionPool } from '../../../../src/engines/duckdb/connection-pool.ts';

/** Takes minutes when nobody stops it. */
const slow = 'SELECT sum(sin(a.range * b.range)) FROM range(1000000) AS a, range(1000000) AS b';

for (const wait of [0, 1, 5, 50]) {
  test(`a statement is stopped ${wait} ms after it was handed over, whether it has begun or not`, async t => {
    t.timeout(60_000);
    const instance = await DuckDBInstance.create(':memory:');
    const pool = new ConnectionPool(instance, new BusyClock());
    const running = t.throwsAsync(pool.query(slow));
    await new Promise(resolve => setTimeout(resolve, wait));
    pool.interrupt();
    t.regex((await running)!.message, /interrupt/i);
    t.regex((await t.throwsAsync(pool.query('SELECT 1')))!.message, /interrupt/i);
    pool.close();
    instance.closeSync();
  });
}
