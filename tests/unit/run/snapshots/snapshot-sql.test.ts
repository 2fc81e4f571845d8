import type { DuckDBConnection } from '@duckdb/node-api';
import test from 'ava';
import fc from 'fast-check';
import type { Column } from '../../../../src/columns/column.ts';
import type { HardDeletes, SnapshotConfig } from '../../../../src/compile/snapshot-config.ts';
import { changesSql, firstStatesSql } from '../../../../src/run/snapshots/snapshot-sql.ts';
import { connectDuckDb } from '../../../helpers/duckdb-connection.ts';
import { snapshotNode } from '../../../helpers/node-builder.ts';

/** A row of the table that is snapshotted. All times are microseconds since 1970. */
interface Row {
  readonly id: number;
  readonly value: number | null;
  readonly updated: number;
}

/** A state of a key: half-open, and without an end while it holds. */
interface State {
  readonly id: number;
  readonly value: number | null;
  readonly updated: number;
  readonly from: number;
  readonly to: number | null;
  readonly deleted: boolean;
}

interface Visit {
  /** When the run began. */
  readonly at: number;
  readonly rows: readonly Row[];
}

/** By what a run of the test goes. */
interface Kind {
  readonly strategy: SnapshotConfig['strategy'];
  /** Whether a column tells since when a row is as it is. */
  readonly isTimed: boolean;
  readonly hardDeletes: HardDeletes;
  readonly validToCurrent: string | null;
}

const second = 1_000_000;
const query: readonly Column[] = [
  { name: 'id', type: 'INTEGER' },
  { name: 'value', type: 'INTEGER' },
  { name: 'updated', type: 'TIMESTAMP' },
];

/** The same in plain words: what is known of each key, one visit after the other. */
class PlainHistory {
  readonly #kind: Kind;
  readonly #states = new Map<number, State[]>();

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  visit({ at, rows }: Visit): void {
    const found = new Set(rows.map(({ id }) => id));
    for (const row of rows) this.#see(row, at);
    for (const [id, states] of this.#states) {
      const last = states.at(-1)!;
      if (found.has(id) || last.to !== null || last.deleted || this.#kind.hardDeletes === 'ignore') continue;
      const end = this.#kind.isTimed ? Math.max(at, last.from + 1) : at;
      states.splice(-1, 1, { ...last, to: end });
      if (this.#kind.hardDeletes === 'new_record')
        states.push({ ...last, updated: end, from: end, to: null, deleted: true });
    }
  }

  states(): readonly State[] {
    return [...this.#states.values()].flat();
  }

  #see(row: Row, at: number): void {
    const states = this.#states.get(row.id) ?? [];
    this.#states.set(row.id, states);
    const last = states.at(-1);
    const current = last?.to === null ? last : undefined;
    if (current !== undefined && !current.deleted && !this.#isOther(row, current)) return;
    const floor = current?.from ?? last?.to ?? undefined;
    const from = this.#begin(row, floor, at);
    if (current !== undefined) states.splice(-1, 1, { ...current, to: from });
    const updated = this.#kind.isTimed ? row.updated : at;
    states.push({ id: row.id, value: row.value, updated, from, to: null, deleted: false });
  }

  #begin({ updated }: Row, floor: number | undefined, at: number): number {
    if (!this.#kind.isTimed) return at;
    return floor === undefined || updated > floor ? updated : Math.max(at, floor + 1);
  }

  #isOther(row: Row, current: State): boolean {
    return this.#kind.strategy === 'timestamp' ? current.updated < row.updated : current.value !== row.value;
  }
}

function configOf({ strategy, isTimed, hardDeletes, validToCurrent }: Kind): SnapshotConfig {
  const { snapshot } = snapshotNode('history', 'model.p.rows');
  const updatedAt = isTimed ? 'updated' : null;
  return { ...snapshot, strategy, updatedAt, checkCols: ['value'], hardDeletes, validToCurrent };
}

function columnsOf({ hardDeletes }: Kind): readonly Column[] {
  const times = ['dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to'].map(name => ({
    name,
    type: 'TIMESTAMP',
  }));
  const deleted = hardDeletes === 'new_record' ? [{ name: 'dbt_is_deleted', type: 'VARCHAR' }] : [];
  return [...query, { name: 'dbt_scd_id', type: 'VARCHAR' }, ...times, ...deleted];
}

const time = (microseconds: number) => `make_timestamp(${microseconds})`;
const relation = (name: string) => ({ schema: 'main', name });

/** Takes one snapshot after the other, the way a run does, but that the rows are merged in place. */
async function takeAll(
  connection: DuckDBConnection,
  kind: Kind,
  visits: readonly Visit[],
): Promise<readonly State[]> {
  const columns = columnsOf(kind);
  for (const [index, { at, rows }] of visits.entries()) {
    const values = rows.map(({ id, value, updated }) => `(${id}, ${value}, ${time(updated)})`);
    const none = `(0, 0, ${time(0)})`;
    await connection.run(
      `CREATE OR REPLACE TABLE taken AS SELECT CAST(id AS INTEGER) AS id, CAST("value" AS INTEGER) AS "value", updated FROM (VALUES ${values.join(', ') || none}) AS t(id, "value", updated) WHERE ${values.length > 0}`,
    );
    const text = new Date(at / 1000).toISOString().replace('T', ' ').replace('Z', '');
    const parts = { snapshot: configOf(kind), taken: relation('taken'), columns, query, time: text };
    if (index === 0) await connection.run(`CREATE OR REPLACE TABLE history AS ${firstStatesSql(parts)}`);
    else {
      const next = { ...parts, table: relation('history'), before: columns };
      await connection.run(`CREATE OR REPLACE TABLE changes AS ${changesSql(next)}`);
      await connection.run(
        'DELETE FROM history WHERE EXISTS (SELECT 1 FROM changes WHERE changes.dbt_scd_id = history.dbt_scd_id AND changes.id = history.id)',
      );
      await connection.run('INSERT INTO history SELECT * FROM changes');
    }
  }
  return readStates(connection, kind);
}

async function readStates(
  connection: DuckDBConnection,
  { hardDeletes, validToCurrent }: Kind,
): Promise<readonly State[]> {
  const count = (column: string) => `epoch_us(${column}) AS ${column}`;
  const end =
    validToCurrent === null ? 'dbt_valid_to' : `nullif(dbt_valid_to, TIMESTAMP '${validToCurrent}')`;
  const deleted = hardDeletes === 'new_record' ? "dbt_is_deleted = 'True'" : 'false';
  const reader = await connection.runAndReadAll(
    `SELECT id, "value", ${count('dbt_updated_at')}, ${count('dbt_valid_from')}, epoch_us(${end}) AS "to", ${deleted} AS deleted FROM history`,
  );
  return reader.getRowObjectsJS().map(row => ({
    id: Number(row.id),
    value: row.value === null ? null : Number(row.value),
    updated: Number(row.dbt_updated_at),
    from: Number(row.dbt_valid_from),
    to: row.to === null ? null : Number(row.to),
    deleted: row.deleted === true,
  }));
}

function inOrder(states: readonly State[]): readonly State[] {
  return states.toSorted((a, b) => a.id - b.id || a.from - b.from);
}

// Keys do not know of each other: so one run is a trial of many.
const keys = 12;
const row = fc.record({
  id: fc.integer({ min: 1, max: keys }),
  value: fc.option(fc.integer({ min: 1, max: 3 })),
  // Also before and after the runs, and the same again.
  updated: fc.integer({ min: 0, max: 130 }).map(seconds => seconds * second),
});
const visits = fc
  .array(fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: keys }), { minLength: 1, maxLength: 6 })
  .map(tables => tables.map((rows, index) => ({ at: 20 * second * (index + 1), rows })));

const kinds = (['ignore', 'invalidate', 'new_record'] as const).flatMap(hardDeletes =>
  [null, '9999-12-31'].flatMap((validToCurrent): readonly Kind[] => [
    { strategy: 'timestamp', isTimed: true, hardDeletes, validToCurrent },
    { strategy: 'check', isTimed: true, hardDeletes, validToCurrent },
    { strategy: 'check', isTimed: false, hardDeletes, validToCurrent },
  ]),
);

for (const kind of kinds) {
  const time = kind.isTimed ? 'a column of times' : 'the times of runs';
  const title = `${kind.strategy} by ${time}, hard_deletes ${kind.hardDeletes}, ends as ${kind.validToCurrent}`;
  test.serial(`whatever becomes of a table, its history is the plain one: ${title}`, async t => {
    const connection = await connectDuckDb(t);
    await fc.assert(
      fc.asyncProperty(visits, async visits => {
        const plain = new PlainHistory(kind);
        for (const visit of visits) plain.visit(visit);
        const states = inOrder(await takeAll(connection, kind, visits));
        t.deepEqual(states, inOrder(plain.states()));
        for (const [index, state] of states.entries()) {
          t.true(state.to === null || state.to > state.from, 'no state ends before it begins');
          const next = states[index + 1];
          if (next?.id === state.id) t.true(state.to !== null && state.to <= next.from, 'one at a time');
        }
        const ids = await connection.runAndReadAll(
          'SELECT count(*), count(DISTINCT (dbt_scd_id, id)) FROM history',
        );
        const [all, distinct] = ids.getRowsJS()[0]!;
        t.is(all, distinct, 'every state has an id of its own');
        if (!kind.isTimed) requireAsOf(visits, states, kind);
      }),
      { numRuns: 20 },
    );

    /** What held when a run began is what the table was then. */
    function requireAsOf(visits: readonly Visit[], states: readonly State[], { hardDeletes }: Kind): void {
      const seen = new Map<number, number | null>();
      for (const { at, rows } of visits) {
        if (hardDeletes !== 'ignore') seen.clear();
        for (const { id, value } of rows) seen.set(id, value);
        const held = states.filter(
          ({ from, to, deleted }) => from <= at && (to ?? Infinity) > at && !deleted,
        );
        t.deepEqual(
          new Map(held.map(({ id, value }) => [id, value])),
          new Map([...seen].sort(([a], [b]) => a - b)),
        );
      }
    }
  });
}

test('ids are those of dbt: md5 of the key and the time, with | between', async t => {
  const connection = await connectDuckDb(t);
  const kind = { strategy: 'timestamp', isTimed: true, hardDeletes: 'ignore', validToCurrent: null } as const;
  await takeAll(connection, kind, [{ at: 20 * second, rows: [{ id: 7, value: 1, updated: 5 * second }] }]);
  const reader = await connection.runAndReadAll(
    "SELECT dbt_scd_id = md5('7|1970-01-01 00:00:05') FROM history",
  );
  t.true(reader.getRowsJS()[0]![0] === true);
});
