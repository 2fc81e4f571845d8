import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompiledTest } from '../src/compile/node.ts';
import { openSession } from '../src/engines/open-session.ts';
import type { Session } from '../src/engines/session.ts';
import { createColumnScans } from '../src/run/column-scans.ts';
import { loadProject } from '../src/sparkify.ts';
import { verdictSql } from '../src/testing/verdict-sql.ts';

/** Seconds for 20 simple tests of a table, four on each of five columns: a scan for each column, and each by itself. */
export interface TestTimes {
  readonly together: number[];
  readonly alone: number[];
}

/** Measures both in turns, for a table in memory and for the same rows as Parquet, as `sparkify test` reads them. */
export async function timeTests(rows: number, runs: number): Promise<Readonly<Record<Kept, TestTimes>>> {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-tests-'));
  try {
    writeProject(folder);
    const { config, nodes } = await loadProject({ projectDir: folder });
    const tests = nodes.filter(node => node.resourceType === 'test');
    const session = await openSession(config);
    const times = {} as Record<Kept, TestTimes>;
    await session.createTable(facts, rowsSql(rows));
    times.memory = await inTurns(session, tests, runs);
    const file = join(folder, 'facts.parquet');
    await session.writeRows('select * from facts', file);
    await session.drop(facts);
    await session.createView(facts, `select * from read_parquet('${file}')`);
    times.parquet = await inTurns(session, tests, runs);
    session.close();
    return times;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Kept = 'memory' | 'parquet';

const facts = { schema: 'main', name: 'facts' };

async function inTurns(session: Session, tests: readonly CompiledTest[], runs: number): Promise<TestTimes> {
  const times: TestTimes = { together: [], alone: [] };
  for (let run = 0; run < runs; run++) {
    const scans = createColumnScans(
      tests.map(node => ({ kind: 'test', node })),
      session,
    );
    times.together.push(await seconds(() => inPairs(tests, test => scans.findings(test))));
    times.alone.push(await seconds(() => inPairs(tests, test => session.judge(verdictSql(test)))));
  }
  return times;
}

/** Two at once, as a run does on two cores. */
async function inPairs(tests: readonly CompiledTest[], run: (test: CompiledTest) => Promise<unknown>) {
  for (let index = 0; index < tests.length; index += 2) {
    await Promise.all(tests.slice(index, index + 2).map(run));
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** None of them can be answered by the statistics of its column, but for not_null. */
function writeProject(folder: string): void {
  const tests = [
    'not_null',
    '{ expression_is_true: { name: $_long, expression: "<> \'\'" } }',
    '{ expression_is_true: { name: $_like, expression: "like \'user %\'" } }',
    '{ accepted_range: { name: $_range, min_value: "\'user \'", max_value: "\'user a\'", inclusive: false } }',
  ];
  const columns = names.map(name => {
    const list = tests.map(test => `          - ${test.replaceAll('$', name)}\n`).join('');
    return `      - name: ${name}\n        data_tests:\n${list}`;
  });
  writeFileSync(join(folder, 'sparkify.config.ts'), "export default { name: 'p', modelPaths: ['.'] };\n");
  writeFileSync(join(folder, 'facts.sql'), 'select 1 as c0\n');
  writeFileSync(join(folder, 'facts.yml'), `models:\n  - name: facts\n    columns:\n${columns.join('')}`);
}

const names = ['c0', 'c1', 'c2', 'c3', 'c4'];

function rowsSql(rows: number): string {
  const columns = names.map((name, index) => `'user ' || hash(i + ${index}) as ${name}`);
  return `select ${columns.join(', ')} from range(${rows}) as r(i)`;
}
