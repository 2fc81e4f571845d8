import type { ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { Random } from '../../scripts/generate/random.ts';
import type { CliProject, CliResult } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { currentTable, pointerSql } from '../helpers/lake-reader.ts';
import { jsonLines, tinyProject } from '../helpers/tiny-project.ts';

const days = 10;
const seed = 20_260_101;

interface User {
  readonly id: number;
  readonly level: string;
  /** When the row was changed last. */
  readonly changed: string;
}

/** Users whose levels change, who leave and who come back: what is delivered on a day is all of them as they are then. */
class Users {
  readonly #random = new Random(seed);
  #now: readonly User[] = [];
  #day = 0;

  next(): readonly User[] {
    const random = this.#random;
    const changed = new Date(Date.UTC(2026, 0, ++this.#day)).toISOString();
    const level = () => random.pick(['free', 'paid', 'family']);
    const stayed = this.#now.filter(() => !random.chance(0.15));
    const known = new Set(stayed.map(({ id }) => id));
    const come = [1, 2, 3, 4, 5, 6].filter(id => !known.has(id) && random.chance(0.4));
    this.#now = [
      ...stayed.map(user => (random.chance(0.3) ? { ...user, level: level(), changed } : user)),
      ...come.map(id => ({ id, level: level(), changed })),
    ];
    return this.#now;
  }
}

function historyProject(t: ExecutionContext): CliProject {
  return tinyProject(t, {
    ...{ 'models/stg_events.sql': undefined, 'models/payments.sql': undefined },
    ...{ 'models/payments.yml': undefined, 'data/events/1.json': undefined, 'data/events/2.json': undefined },
    'models/sources.yml': `sources:
  - name: raw
    tables:
      - name: users
        location: data/users.json
        columns:
          - { name: id, data_type: INTEGER }
          - { name: level, data_type: VARCHAR }
          - { name: changed, data_type: TIMESTAMP }
`,
    'models/users.sql': `{{ config(materialized='table') }}
select id, level, changed from {{ source('raw', 'users') }}
`,
    'snapshots/histories.yml': `snapshots:
  - name: by_time
    relation: ref('users')
    config: { strategy: timestamp, unique_key: id, updated_at: changed }
  - name: by_level
    relation: ref('users')
    config: { strategy: check, unique_key: id, check_cols: [level], hard_deletes: new_record, partition_by: level }
`,
  });
}

/**
 * The histories as they can be compared. Times of one are those of runs, which are not the same in two projects: of these it counts
 * which run it was, of those that found something.
 */
async function histories(connection: DuckDBConnection, project: CliProject): Promise<string> {
  const lake = project.path('target/lake');
  const from = async (name: string) => `(${await pointerSql(connection, lake, currentTable(lake, name))})`;
  const [byTime, byLevel] = [await from('by_time'), await from('by_level')];
  const runs = `SELECT dense_rank() OVER (ORDER BY time) AS nr, time FROM (
    SELECT dbt_valid_from AS time FROM ${byLevel} UNION SELECT dbt_valid_to FROM ${byLevel} WHERE dbt_valid_to IS NOT NULL)`;
  const queries = [
    `SELECT * FROM ${byTime} ORDER BY ALL`,
    `SELECT id, level, changed, dbt_is_deleted, began.nr, ended.nr FROM ${byLevel} AS history
      JOIN (${runs}) AS began ON began.time = dbt_valid_from
      LEFT JOIN (${runs}) AS ended ON ended.time = dbt_valid_to ORDER BY ALL`,
  ];
  const rows: unknown[] = [];
  for (const query of queries) rows.push((await connection.runAndReadAll(query)).getRowsJson());
  return JSON.stringify(rows, undefined, 1);
}

test('after builds that were killed at any moment, and their retries, histories are those of builds without kills', async t => {
  t.timeout(900_000);
  const [killed, whole] = [historyProject(t), historyProject(t)];
  const connection = await connectDuckDb(t);
  const users = new Users();
  const random = new Random(seed);
  let duration = 1000;
  const counts = { kills: 0, retries: 0 };
  /** At any moment, or soon after it has begun to compute. Whether it was still running. */
  const kill = async (command: string, isBegun = false): Promise<boolean> => {
    const { child, ended } = killed.start(command);
    if (isBegun) await Promise.race([ended, saysStart(child)]);
    await setTimeout(random.below(isBegun ? 50 : Math.ceil(duration)));
    child.kill('SIGKILL');
    const isKilled = (await ended).signal === 'SIGKILL';
    if (isKilled) counts.kills++;
    return isKilled;
  };
  for (let day = 1; day <= days; day++) {
    const delivered = { 'data/users.json': jsonLines(users.next()) };
    for (const project of [killed, whole]) project.write(delivered);
    const startedAt = performance.now();
    await succeeded(t, whole.sparkify('build'));
    duration = performance.now() - startedAt;
    if (day > 1 && (await kill('build', day % 2 === 0))) {
      if (random.chance(0.3)) await kill('retry');
      const retried = await killed.sparkify('retry');
      if (isWhole(retried)) counts.retries++;
      else await succeeded(t, killed.sparkify('build'));
    } else await succeeded(t, killed.sparkify('build'));
    t.is(await histories(connection, killed), await histories(connection, whole), `day ${day}`);
  }
  t.true(counts.kills > days / 3 && counts.retries > 0, JSON.stringify(counts));
  await succeeded(t, killed.sparkify('recover'));
  t.deepEqual(await lakeLeftovers(connection, killed.path('target/lake')), []);
});

/** A run that was killed before it told of itself, or after it was published, leaves nothing to retry. */
function isWhole({ exitCode, stdout }: CliResult): boolean {
  return exitCode === 0 && !stdout.includes('Nothing to retry');
}

function saysStart({ stdout }: ChildProcess): Promise<void> {
  return new Promise(said => stdout!.on('data', text => String(text).includes(' START ') && said()));
}
