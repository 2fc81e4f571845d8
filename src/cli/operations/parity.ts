import { writeJson } from '../../artifacts/write-json.ts';
import type { CheckedProject } from '../../check/checked-project.ts';
import { isTable } from '../../compile/node.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Session } from '../../engines/session.ts';
import { ancestorsOf } from '../../graph/neighbors.ts';
import type { Confirm } from '../../run/job/confirm-start.ts';
import { type BuiltTable, buildSide } from '../../run/parity/build-side.ts';
import { compareTables, type TableComparison } from '../../run/parity/compare-tables.ts';
import { fingerprintSources, PROOF_FILE, type Proof, provenModels } from '../../run/parity/proof.ts';
import { scratchLake } from '../../run/parity/scratch-lake.ts';
import type { EmitRunEvent } from '../../run/run-event.ts';
import { createSourceFiles } from '../../run/source-files.ts';
import { type Selecting, select } from './select.ts';
import { withSession } from './with-session.ts';

export interface ParityOptions extends ProjectOptions, Selecting {
  /** The target on Spark; the only one there is unless given. */
  readonly against?: string | undefined;
  /** How far two floats may be apart, relative to the larger one. */
  readonly tolerance: number;
  /** Asked before anything is started on AWS. */
  readonly confirm: Confirm | undefined;
  readonly signal: AbortSignal;
  readonly emit: EmitRunEvent;
  /** Told before a target builds. */
  readonly onBuild: (target: string, engine: string) => void;
}

export interface Parity {
  readonly targets: readonly [duckdb: string, spark: string];
  readonly comparisons: readonly TableComparison[];
  /** Path of the proof, relative to the project. */
  readonly proof: string;
}

/**
 * Builds the same models from the same sources on DuckDB and on Spark, apart from their lakes, compares every table row by
 * row, and writes down what was found.
 *
 * @throws SparkifyError what stopped a model, `bad-usage` for targets of the wrong engines, `not-confirmed`
 */
export function parity(options: ParityOptions): Promise<Parity> {
  return withSession(options, same, async (project, session) => {
    requireEngine(project, 'DuckDB', '--target');
    const against = options.against ?? onlySpark(project);
    const { nodes } = await select(project, options);
    const selected = new Set(nodes.filter(isTable).map(({ uniqueId }) => uniqueId));
    const before = await sourcesOf(project, selected);
    const side = { session, selected, options };
    return built(project, side, ours =>
      withSession({ ...options, target: against }, same, async (other, remote) => {
        requireEngine(other, 'Spark', '--against');
        return built(other, { ...side, session: remote }, async theirs => {
          const after = await sourcesOf(project, selected);
          if (JSON.stringify(before) !== JSON.stringify(after)) throw changedSources();
          const projects = [project, other] as const;
          // Only whoever runs jobs elsewhere may read what they write.
          const comparisons = await compare([ours, theirs], remote, projects, options);
          const proof = proofOf(projects, selected, comparisons, { ...options, sources: before });
          await writeJson(project.config, PROOF_FILE, proof);
          const targets = [project.config.target.name, against] as const;
          return { targets, comparisons, proof: `${project.config.targetPath}/${PROOF_FILE}` };
        });
      }),
    );
  });
}

function same<T>(project: T): T {
  return project;
}

interface Side {
  readonly session: Session;
  readonly selected: ReadonlySet<string>;
  readonly options: ParityOptions;
}

/** Lets `work` have the tables that a target builds, which go afterwards. */
async function built<T>(
  project: CheckedProject,
  { session, selected, options }: Side,
  work: (tables: readonly BuiltTable[]) => Promise<T>,
): Promise<T> {
  const { signal, emit, confirm, onBuild } = options;
  const { name, type } = project.config.target;
  const { lake, clear } = scratchLake(project.config);
  const interrupt = () => session.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  await clear();
  try {
    onBuild(name, engines[type]);
    return await work(await buildSide({ project, session, selected, lake, signal, emit, confirm }));
  } finally {
    signal.removeEventListener('abort', interrupt);
    await clear();
  }
}

const engines = {
  duckdb: 'DuckDB',
  spark: 'Spark',
  emr: 'EMR',
  'emr-serverless': 'EMR Serverless',
} as const;

function requireEngine({ config }: CheckedProject, engine: 'DuckDB' | 'Spark', option: string): void {
  const { name, type } = config.target;
  if ((type === 'duckdb') === (engine === 'DuckDB')) return;
  throw new SparkifyError('bad-usage', `The target ${name} does not run on ${engine}.`, {
    exitCode: 2,
    hint: `Name one that does with ${option}.`,
  });
}

/** A Spark on this machine costs nothing, so it comes before any other. */
function onlySpark({ config }: CheckedProject): string {
  const names = Object.keys(config.engines);
  const here = names.filter(name => config.engines[name] === 'spark');
  const all = names.filter(name => config.engines[name] !== 'duckdb');
  const found = here.length > 0 ? here : all;
  if (found.length === 1) return found[0]!;
  const message = found.length === 0 ? 'No target runs on Spark.' : 'More than one target runs on Spark.';
  const hint =
    found.length === 0
      ? "Add one to sparkify.config.ts, e.g. spark: spark({ lake: 'target/spark-lake' })."
      : `Say which with --against: ${all.join(', ')}.`;
  throw new SparkifyError('bad-usage', message, { exitCode: 2, hint });
}

async function sourcesOf(
  { nodes, graph, config }: CheckedProject,
  selected: ReadonlySet<string>,
): Promise<Proof['sources']> {
  const wanted = ancestorsOf([...selected], graph);
  const sources = nodes.filter(node => node.resourceType === 'source');
  const read = sources.filter(({ uniqueId }) => wanted.has(uniqueId));
  return fingerprintSources(read, createSourceFiles(config));
}

function changedSources(): SparkifyError {
  return new SparkifyError('unreadable-file', 'The files of a source changed while both engines read them.', {
    hint: 'Run it again when nothing is being delivered.',
  });
}

async function compare(
  [ours, theirs]: readonly [readonly BuiltTable[], readonly BuiltTable[]],
  session: Session,
  projects: readonly [CheckedProject, CheckedProject],
  { tolerance }: ParityOptions,
): Promise<readonly TableComparison[]> {
  const names = projects.map(({ config }) => config.target.name) as [string, string];
  const found: TableComparison[] = [];
  for (const table of ours) {
    const other = theirs.find(({ node }) => node.uniqueId === table.node.uniqueId)!;
    found.push(await compareTables(table, other, { session, tolerance, names }));
  }
  return found;
}

function proofOf(
  [ours, theirs]: readonly [CheckedProject, CheckedProject],
  selected: ReadonlySet<string>,
  comparisons: readonly TableComparison[],
  { tolerance, sources }: ParityOptions & Pick<Proof, 'sources'>,
): Proof {
  const ran = selected.union(ancestorsOf([...selected], ours.graph));
  const nodes = theirs.nodes.filter(({ uniqueId }) => ran.has(uniqueId));
  return {
    version: 1,
    generatedAt: new Date().toISOString(),
    project: ours.config.name,
    targets: { duckdb: ours.config.target.name, spark: theirs.config.target.name },
    tolerance,
    sources,
    models: provenModels(nodes, ours.nodes, theirs.portable ?? {}, comparisons),
  };
}
