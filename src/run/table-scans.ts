import type { CompiledTest } from '../compile/node.ts';
import { defaultVerdict, isPlainVerdict } from '../compile/test-verdict.ts';
import type { OnStatement, Session, TestFindings } from '../engines/session.ts';
import { scanSql } from '../testing/scan-sql.ts';
import type { ReleasedTable } from './bind-released.ts';
import type { RunTask } from './run-plan.ts';

/** Reads a table once for all of its tests that only look for rows, and not at all for what its files prove. */
export interface TableScans {
  /** Whoever binds a table of a release says which. */
  tell(node: Pick<RunTask['node'], 'uniqueId'>, table: ReleasedTable): void;
  /** What a test found; undefined when it has to run its own query. */
  findings(test: CompiledTest, onStatement?: OnStatement): Promise<TestFindings | undefined>;
}

interface Found {
  readonly findings: TestFindings;
  /** What told it: SQL, or a comment. */
  readonly by: string;
}

const passed: TestFindings = { failures: 0, shouldWarn: false, shouldError: false };

const PROVED =
  '-- Nothing was scanned: what the footers of the Parquet files say of the column shows that no row fails.';

/**
 * The first test of a table that is due runs the scan, and the others wait for it: they read nothing but this table, so
 * they are due, too. Where the scan fails, each test runs by itself, and only the one at fault tells of it.
 *
 * Of a table in memory, or in a single file, DuckDB itself passes over what its statistics prove. Of several files it
 * looks at the statistics of each only for a condition on a single column, so here they are looked at before.
 * docs/performance.md has the figures.
 */
export function createTableScans(
  tasks: readonly Pick<RunTask, 'kind' | 'node'>[],
  session: Pick<Session, 'judgeAll' | 'prove'>,
): TableScans {
  const tests = tasks.flatMap(({ kind, node }) =>
    kind === 'test' && node.resourceType === 'test' && isSimpleTest(node) ? [node] : [],
  );
  const byTable = Map.groupBy(tests, ({ scan }) => scan!.from);
  const tables = new Map<string, ReleasedTable>();
  const scans = new Map<string, Promise<ReadonlyMap<CompiledTest, Found>>>();
  const look = async (together: readonly CompiledTest[]) => {
    const proved = await provedTests(together, tables.get(together[0]!.attachedTo!), session);
    const left = together.filter(test => !proved.has(test));
    return new Map([...proved, ...(await scanned(left, session))]);
  };
  return {
    tell: ({ uniqueId }, table) => void tables.set(uniqueId, table),
    async findings(test, onStatement) {
      const from = test.scan?.from ?? '';
      const together = byTable.get(from) ?? [];
      if (!together.includes(test)) return undefined;
      const scan = scans.get(from) ?? look(together);
      scans.set(from, scan);
      const found = (await scan).get(test);
      if (found !== undefined) onStatement?.(found.by);
      return found?.findings;
    },
  };
}

/** Those of which the footers of the table's files show that no row fails. */
async function provedTests(
  tests: readonly CompiledTest[],
  table: ReleasedTable | undefined,
  session: Pick<Session, 'prove'>,
): Promise<ReadonlyMap<CompiledTest, Found>> {
  const claiming = tests.flatMap(test => {
    const claim = test.scan?.claim;
    return claim !== undefined && isPlainVerdict(test.verdict) ? [{ test, claim }] : [];
  });
  if (table === undefined || !isWorthProving(table, claiming.length === tests.length)) return new Map();
  const claims = claiming.map(({ claim }) => claim);
  const proved = await session.prove(table, claims).catch(() => claims.map(() => false));
  return new Map(
    claiming.flatMap(({ test }, index) =>
      proved[index] ? [[test, { findings: passed, by: PROVED }] as const] : [],
    ),
  );
}

/** Rows of a file from which on reading its footer takes less time than it may spare. */
const ROWS_WORTH_A_FOOTER = 5_000;

/**
 * Whether a look at the footers of all files may be less work than the scan without it: a file of few rows is hardly more than
 * its footer, so then only if nothing might be left to scan.
 */
function isWorthProving({ format, files, rows }: ReleasedTable, isAll: boolean): boolean {
  return format === 'parquet' && files.length > 1 && (isAll || rows / files.length >= ROWS_WORTH_A_FOOTER);
}

/** How many tests share a scan at most: 800 at once took four times as long as 100 at a time. */
const MOST_TOGETHER = 100;

/** Tests of one column stand together, so that it is read by one scan. */
async function scanned(
  tests: readonly CompiledTest[],
  session: Pick<Session, 'judgeAll'>,
): Promise<ReadonlyMap<CompiledTest, Found>> {
  if (tests.length < 2) return new Map();
  const found = new Map<CompiledTest, Found>();
  const ordered = [...Map.groupBy(tests, ({ column }) => column).values()].flat();
  for (let start = 0; start < ordered.length; start += MOST_TOGETHER) {
    const together = ordered.slice(start, start + MOST_TOGETHER);
    const sql = scanSql(together);
    const { file, alias } = together[0]!;
    const all = (await session.judgeAll(sql).catch(() => undefined)) ?? [];
    for (const [index, findings] of all.entries()) {
      // The text of a scan grows with its tests: it is told once.
      const by = index === 0 ? sql : `-- This is failures_${index} of the scan in ${file}/${alias}.sql.`;
      found.set(together[index]!, { findings, by });
    }
  }
  return found;
}

/** Whether counting its rows is all that a test asks for, of one table. */
export function isSimpleTest({ scan, verdict, dependsOn }: CompiledTest): boolean {
  return (
    scan !== undefined &&
    dependsOn.length === 1 &&
    verdict.failCalc === defaultVerdict.failCalc &&
    verdict.limit === undefined
  );
}
