/**
 * Type-level tests of the public API, checked by `npm run typecheck`: the file never runs. It imports the package by
 * its name, so the declarations are those that users get.
 */
import {
  build,
  type CheckedProject,
  type Column,
  type CompiledNode,
  type Config,
  type ConfigInput,
  check,
  type Diagnostic,
  type DiagnosticCode,
  defineConfig,
  defineModel,
  duckdb,
  type LoadedProject,
  loadProject,
  type ModelDefinition,
  type NodeResult,
  type OpenLakeOptions,
  openLake,
  type PublishedLake,
  type Register,
  type RunEvent,
  type RunSummary,
  run,
  SparkifyError,
  seed,
  test,
} from 'sparkify';
import { sql } from 'sparkify/kysely';
import * as z from 'sparkify/zod';
import {
  type Database,
  type Published,
  type SongplaysRow,
  type UsersRow,
  usersRow,
} from '../../sparkify.types.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<_ extends true>(): void {}

// Options are optional, and every command gives the same summary.
expectType<Equal<ReturnType<typeof loadProject>, Promise<LoadedProject>>>();
expectType<Equal<ReturnType<typeof check>, Promise<CheckedProject>>>();
for (const command of [build, run, test, seed]) {
  expectType<Equal<ReturnType<typeof command>, Promise<RunSummary>>>();
  void command();
  void command({ select: ['+users'], exclude: ['tag:slow'], failFast: true, publish: false });
}
void build({ projectDir: 'lake', target: 'prod', threads: 2, vars: { root: 'data', days: [1, 2] } });
void build({ fullRefresh: true, reuse: false });
void build({ vars: 'root: data', signal: AbortSignal.timeout(1000) });
void loadProject({ projectDir: undefined, env: { CITY: 'Basel' } });
// @ts-expect-error the command is in the function's name
void build({ command: 'run' });
// @ts-expect-error selectors come as a list
void build({ select: 'users' });
// @ts-expect-error an unknown option
void build({ fullRefrsh: true });
// @ts-expect-error publishing is no matter of check
void check({ publish: false });

// Results are readonly, and say what is there and what may be missing.
expectType<Equal<RunSummary['exitCode'], 0 | 1>>();
expectType<Equal<RunSummary['release'], string | undefined>>();
expectType<Equal<RunSummary['results'], readonly NodeResult[]>>();
expectType<Equal<LoadedProject['diagnostics'], readonly Diagnostic[]>>();
expectType<Equal<LoadedProject['nodes'], readonly CompiledNode[]>>();
expectType<Equal<LoadedProject['config'], Config>>();
expectType<Equal<CheckedProject['columns'], Readonly<Record<string, readonly Column[]>>>>();
expectType<
  Equal<
    CompiledNode['resourceType'],
    'model' | 'seed' | 'snapshot' | 'source' | 'test' | 'unit_test' | 'exposure'
  >
>();

export function readonlyResults(summary: RunSummary): void {
  // @ts-expect-error results cannot be changed
  summary.exitCode = 0;
  // @ts-expect-error nor the list of them
  summary.results.push();
}

// A node and an event are told apart by one field.
export function describe(node: CompiledNode, event: RunEvent): string | number | undefined {
  if (node.resourceType === 'source') return node.location;
  if (node.resourceType === 'model') return node.sql;
  // @ts-expect-error only a release that was published has an id
  if (event.type === 'not-published') return event.release;
  if (event.type === 'published') return event.release;
  if (event.type === 'node-finished') return event.result.rows;
  return undefined;
}

// Errors have a code of the catalogue.
export function explain(error: unknown): DiagnosticCode | undefined {
  if (!(error instanceof SparkifyError)) return undefined;
  expectType<Equal<typeof error.hint, string | undefined>>();
  expectType<Equal<typeof error.diagnostics, readonly Diagnostic[]>>();
  // @ts-expect-error no such code
  if (error.code === 'nonsense') return undefined;
  return error.code;
}

// A reader has the tables that it names, and a model reads them.
interface Tables {
  readonly users: { readonly user_id: number; readonly level: string | null };
  readonly 'raw.events': { readonly ts: bigint };
}
export async function read(): Promise<void> {
  const lake = await openLake<Tables>({ lake: '/lakes/music', follow: true, memoryLimit: '1GB' });
  expectType<Equal<typeof lake.release, string>>();
  const rows = await lake.selectFrom('users').select('level').execute();
  expectType<Equal<(typeof rows)[number], { level: string | null }>>();
  // @ts-expect-error no such table
  lake.selectFrom('nobody');
  // @ts-expect-error no such option
  void openLake({ folder: '/lakes/music' });
  await lake.destroy();
}
defineModel<Tables>({ query: db => db.selectFrom('raw.events as e').select('e.ts') });

// The types file of this repository's own project is registered: no type needs to be named.
expectType<Equal<Register, { database: Database; published: Published }>>();
expectType<Equal<OpenLakeOptions['follow'], boolean | undefined>>();
export async function readRegistered(): Promise<void> {
  await using lake = await openLake();
  expectType<Equal<typeof lake, PublishedLake<Published>>>();
  const play = await lake
    .selectFrom('songplays as p')
    .leftJoin('songs as s', 's.song_id', 'p.song_id')
    .select(['p.user_id', 'p.year', 's.duration', ({ fn }) => fn.countAll<bigint>().as('plays')])
    .groupBy(['p.user_id', 'p.year', 's.duration'])
    .executeTakeFirstOrThrow();
  expectType<Equal<typeof play, { user_id: number; year: number; duration: number | null; plays: bigint }>>();
  for await (const { start_time } of lake.selectFrom('time').select('start_time').stream())
    expectType<Equal<typeof start_time, Date>>();
  // @ts-expect-error a staging model is no part of the lake
  lake.selectFrom('stg_songs');
  // @ts-expect-error nor is a source
  lake.selectFrom('raw.events');
}

// A row has an interface and a schema, which say the same.
expectType<Equal<z.output<typeof usersRow>, UsersRow>>();
expectType<Equal<Database['users'], UsersRow>>();
expectType<Equal<Published['users'], UsersRow>>();
expectType<Equal<Parameters<typeof usersRow.parse>[0], unknown>>();
expectType<Equal<SongplaysRow['song_id'], string | null>>();
usersRow.extend({ plays: z.bigint() }) satisfies z.ZodType<UsersRow & { plays: bigint }>;
// @ts-expect-error a column of another type
const wrongRow: UsersRow = { user_id: '15', first_name: '', last_name: '', gender: '', level: '' };
void wrongRow;

// A model reads all tables, whatever is published; many of them are a list.
expectType<Equal<ReturnType<typeof defineModel>, ModelDefinition>>();
(['free', 'paid'] as const).map(level =>
  defineModel({
    name: `plays_${level}`,
    query: db =>
      db
        .with('plays', cte => cte.selectFrom('stg_events').selectAll().where('level', '=', level))
        .selectFrom('plays')
        .innerJoin('raw.songs as s', 's.title', 'plays.song')
        .select(['plays.session_id', 's.artist_name', sql<Date>`cast(plays.start_time as date)`.as('day')]),
  }),
) satisfies readonly ModelDefinition[];
defineModel({
  query: db =>
    db
      .selectFrom('songplays as p')
      // @ts-expect-error one of the tables that it joins has no such column
      .innerJoin('songs as s', 's.title', 'p.song_name')
      .select('p.user_id'),
});
// @ts-expect-error a query is built, not executed
defineModel({ query: db => db.selectFrom('users').selectAll().execute() });
// @ts-expect-error an unknown key
defineModel({ materialized: 'table', query: db => db.selectFrom('users').selectAll() });
defineModel({
  name: 'levels',
  config: { materialized: 'external', partition_by: ['level'] },
  columns: { level: { description: 'The level.', data_tests: ['not_null', { unique: {} }] } },
  query: (db, { vars, target, macro }) =>
    db
      .selectFrom('users')
      .select(['level', macro<string>('loud', target.name).as('loud')])
      .where('level', '=', String(vars.level)),
});
// @ts-expect-error the query selects no such column
defineModel({ columns: { nobody: {} }, query: db => db.selectFrom('users').select('level') });
// @ts-expect-error no such column
defineModel({ query: db => db.selectFrom('users').select('levle') });
// @ts-expect-error a model without a query
defineModel({ name: 'nothing' });
// @ts-expect-error an unknown materialization
defineModel({ config: { materialized: 'cube' }, query: db => db.selectFrom('users').selectAll() });

// A config has a name; everything else has a default.
expectType<Equal<ReturnType<typeof defineConfig>, ConfigInput>>();
defineConfig({ name: 'music' });
defineConfig({
  name: 'music',
  targets: { dev: duckdb(), prod: duckdb({ lake: '/lakes/music', threads: 8, memoryLimit: '4GB' }) },
  defaultTarget: 'dev',
  vars: { source_root: process.env.SOURCE_ROOT, days: [1, 2] },
  models: { staging: { materialized: 'view' } },
  sources: { onBadRecord: 'quarantine', undeclaredKeys: 'fail' },
  releases: { keep: 3, keepHours: 48, plainCopy: false },
});
// A schema types the variables: as its input, since it converts them.
const varsSchema = z.object({ days: z.coerce.number<number>().default(7), source_root: z.string() });
defineConfig({ name: 'music', varsSchema, vars: { source_root: 'data' } });
defineConfig({ name: 'music', varsSchema });
// @ts-expect-error a folder is no number
defineConfig({ name: 'music', varsSchema, vars: { source_root: 1 } });
// @ts-expect-error no such variable
defineConfig({ name: 'music', varsSchema, vars: { source: 'data' } });
// @ts-expect-error the name is missing
defineConfig({});
// @ts-expect-error an unknown key
defineConfig({ name: 'music', profile: 'music' });
// @ts-expect-error an unknown policy
defineConfig({ name: 'music', sources: { onBadRecord: 'ignore' } });
// @ts-expect-error an unknown rule
defineConfig({ name: 'music', rules: { 'missing-descriptions': 'off' } });
// @ts-expect-error a lake has one place
duckdb({ lake: ['a', 'b'] });
duckdb({ lake: 's3://bucket/music', s3: { region: 'eu-central-1' }, upload: 'stream' });
// @ts-expect-error threads are counted
duckdb({ threads: '4' });
