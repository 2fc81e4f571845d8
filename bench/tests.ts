import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompiledTest } from '../src/compile/node.ts';
import { openSession } from '../src/engines/open-session.ts';
import type { Session } from '../src/engines/session.ts';
import type { ReleasedTable } from '../src/run/bind-released.ts';
import { createTableScans } from '../src/run/table-scans.ts';
import { loadProject } from '../src/sparkify.ts';
import { scanSql } from '../src/testing/scan-sql.ts';
import { verdictSql } from '../src/testing/verdict-sql.ts';

/** Seconds for the simple tests of a table, in each way of running them. */
export interface TestTimes {
  readonly alone: number[];
  readonly byColumn: number[];
  readonly byTable: number[];
  /** As sparkify does: what the footers of its files prove first, the others in one scan. */
  readonly provedFirst: number[];
}

/** A table, and what is tested of each of its columns. */
export interface TestedTable {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** SQL of a column's value, of its number and that of the row. */
  readonly value: (column: number) => string;
  /** `$` stands for the column's name. */
  readonly tests: readonly string[];
}

/** Nothing but not_null can be answered by statistics of the first, nearly everything of the second. */
export const testedTables: readonly TestedTable[] = [
  {
    name: 'texts',
    rows: 2_000_000,
    columns: 5,
    value: column => `'user ' || hash(i + ${column})`,
    tests: [
      'not_null',
      '{ expression_is_true: { name: $_long, expression: "<> \'\'" } }',
      '{ expression_is_true: { name: $_like, expression: "like \'user %\'" } }',
      '{ accepted_range: { name: $_range, min_value: "\'user \'", max_value: "\'user a\'", inclusive: false } }',
    ],
  },
  {
    name: 'numbers',
    rows: 1_000_000,
    columns: 40,
    value: column => `(hash(i + ${column}) % 1000)::integer`,
    tests: ['not_null', '{ accepted_range: { name: $_range, min_value: 0, max_value: 999 } }'],
  },
  {
    name: 'words',
    rows: 1_000_000,
    columns: 12,
    value: column => `'level ' || hash(i + ${column}) % 4`,
    tests: [
      'not_null',
      '{ accepted_values: { name: $_values, values: [level 0, level 1, level 2, level 3] } }',
    ],
  },
];

const facts = { schema: 'main', name: 'facts' };
export type Kept = 'in memory' | 'in one Parquet file' | `in ${number} Parquet files`;

/** Measures all ways in turns, where a table lies in memory, as in `build`, and as Parquet, as `sparkify test` reads it. */
export async function timeTests(
  table: TestedTable,
  files: number,
  runs: number,
): Promise<ReadonlyMap<Kept, TestTimes>> {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-tests-'));
  try {
    writeProject(folder, table);
    const { config, nodes } = await loadProject({ projectDir: folder });
    const tests = nodes.filter(node => node.resourceType === 'test');
    const session = await openSession(config);
    const times = new Map<Kept, TestTimes>();
    await session.createTable(facts, rowsSql(table));
    times.set('in memory', await inTurns(session, tests, undefined, runs));
    const one = await writtenAs(1, session, folder, table);
    const many = await writtenAs(files, session, folder, table);
    await session.drop(facts);
    await session.bindReleased(facts, one);
    times.set('in one Parquet file', await inTurns(session, tests, one, runs));
    await session.bindReleased(facts, many);
    times.set(`in ${files} Parquet files`, await inTurns(session, tests, many, runs));
    session.close();
    return times;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writtenAs(
  count: number,
  session: Session,
  folder: string,
  { columns, rows }: TestedTable,
): Promise<ReleasedTable> {
  const below = join(folder, `files-${count}`);
  await session.execute(
    `copy (select *, hash(rowid) % ${count} as part from facts) to '${below}' (format parquet, partition_by (part))`,
  );
  const files = globSync(`${below}/*/*.parquet`).map(path => ({ path, partition: [] }));
  const { rows: described } = await session.query(`describe from read_parquet('${files[0]!.path}')`);
  const named = described.map(([name, type]) => ({ name: String(name), type: String(type) }));
  return { format: 'parquet', columns: named.slice(0, columns), partitionColumns: [], files, rows };
}

async function inTurns(
  session: Session,
  tests: readonly CompiledTest[],
  released: ReleasedTable | undefined,
  runs: number,
): Promise<TestTimes> {
  const times: TestTimes = { alone: [], byColumn: [], byTable: [], provedFirst: [] };
  const columns = [...Map.groupBy(tests, ({ column }) => column).values()];
  for (let run = 0; run < runs; run++) {
    times.alone.push(await seconds(() => inPairs(tests, test => session.judge(verdictSql(test)))));
    times.byColumn.push(await seconds(() => inPairs(columns, of => session.judgeAll(scanSql(of)))));
    times.byTable.push(await seconds(() => session.judgeAll(scanSql(tests))));
    const scans = createTableScans(
      tests.map(node => ({ kind: 'test', node })),
      session,
    );
    if (released !== undefined) scans.tell({ uniqueId: tests[0]!.attachedTo! }, released);
    times.provedFirst.push(await seconds(() => inPairs(tests, test => scans.findings(test))));
  }
  return times;
}

/** Two at once, as a run does on two cores. */
async function inPairs<T>(items: readonly T[], run: (item: T) => Promise<unknown>) {
  for (let index = 0; index < items.length; index += 2) {
    await Promise.all(items.slice(index, index + 2).map(run));
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function writeProject(folder: string, table: TestedTable): void {
  const columns = namesOf(table).map(name => {
    const list = table.tests.map(test => `          - ${test.replaceAll('$', name)}\n`).join('');
    return `      - name: ${name}\n        data_tests:\n${list}`;
  });
  writeFileSync(join(folder, 'sparkify.config.ts'), "export default { name: 'p', modelPaths: ['.'] };\n");
  writeFileSync(join(folder, 'facts.sql'), 'select 1 as c0\n');
  writeFileSync(join(folder, 'facts.yml'), `models:\n  - name: facts\n    columns:\n${columns.join('')}`);
}

function namesOf({ columns }: TestedTable): readonly string[] {
  return Array.from({ length: columns }, (_, index) => `c${index}`);
}

function rowsSql(table: TestedTable): string {
  const columns = namesOf(table).map((name, index) => `${table.value(index)} as ${name}`);
  return `select ${columns.join(', ')} from range(${table.rows}) as r(i)`;
}
