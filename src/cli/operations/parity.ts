import { rm } from 'node:fs/promises';
import { writeJson } from '../../artifacts/write-json.ts';
import type { CheckedProject } from '../../check/checked-project.ts';
import { isTable } from '../../compile/node.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Session } from '../../engines/session.ts';
import { ancestorsOf } from '../../graph/neighbors.ts';
import { type BuiltTable, buildSide, parityFolder } from '../../run/parity/build-side.ts';
import { compareTables, type TableComparison } from '../../run/parity/compare-tables.ts';
import { fingerprintSources, PROOF_FILE, type Proof, provenModels } from '../../run/parity/proof.ts';
import type { EmitRunEvent } from '../../run/run-event.ts';
import { createSourceFiles } from '../../run/source-files.ts';
import { type Selecting, select } from './select.ts';
import { withSession } from './with-session.ts';

export interface ParityOptions extends ProjectOptions, Selecting {
  /** The target on Spark; the only one there is unless given. */
  readonly against?: string | undefined;
  /** How far two floats may be apart, relative to the larger one. */
  readonly tolerance: number;
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
 * @throws SparkifyError what stopped a model, `bad-usage` for targets of the wrong engines
 */
export function parity(options: ParityOptions): Promise<Parity> {
  const { signal } = options;
  return withSession(options, same, async (project, session) => {
    signal.addEventListener('abort', () => session.interrupt(), { once: true });
    requireEngine(project, 'duckdb', '--target');
    const against = options.against ?? onlySpark(project);
    const selected = new Set(
      select(project, options)
        .nodes.filter(isTable)
        .map(({ uniqueId }) => uniqueId),
    );
    const before = await sourcesOf(project, selected);
    const folder = parityFolder(project.config);
    await rm(folder, { recursive: true, force: true });
    const sides: (readonly BuiltTable[])[] = [];
    try {
      sides.push(await build(project, session, selected, options));
      const theirs = await withSession({ ...options, target: against }, same, async (other, remote) => {
        requireEngine(other, 'spark', '--against');
        sides.push(await build(other, remote, selected, options));
        return other;
      });
      const after = await sourcesOf(project, selected);
      if (JSON.stringify(before) !== JSON.stringify(after)) throw changedSources();
      const comparisons = await compare(sides, session, [project, theirs], options);
      const proof = proofOf([project, theirs], selected, comparisons, { ...options, sources: before });
      await writeJson(project.config, PROOF_FILE, proof);
      const targets = [project.config.target.name, against] as const;
      return { targets, comparisons, proof: `${project.config.targetPath}/${PROOF_FILE}` };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

function same<T>(project: T): T {
  return project;
}

function build(
  project: CheckedProject,
  session: Session,
  selected: ReadonlySet<string>,
  { signal, emit, onBuild }: ParityOptions,
): Promise<readonly BuiltTable[]> {
  const { name, type } = project.config.target;
  onBuild(name, type === 'spark' ? 'Spark' : 'DuckDB');
  return buildSide({ project, session, selected, signal, emit });
}

function requireEngine({ config }: CheckedProject, type: 'duckdb' | 'spark', option: string): void {
  const { name } = config.target;
  if (config.target.type === type) return;
  const engine = { duckdb: 'DuckDB', spark: 'Spark' }[type];
  throw new SparkifyError('bad-usage', `The target ${name} does not run on ${engine}.`, {
    exitCode: 2,
    hint: `Name one that does with ${option}.`,
  });
}

function onlySpark({ config }: CheckedProject): string {
  const found = Object.keys(config.engines).filter(name => config.engines[name] === 'spark');
  if (found.length === 1) return found[0]!;
  const message = found.length === 0 ? 'No target runs on Spark.' : 'More than one target runs on Spark.';
  const hint =
    found.length === 0
      ? "Add one to sparkify.config.ts, e.g. spark: spark({ lake: 'target/spark-lake' })."
      : `Say which with --against: ${found.join(', ')}.`;
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
  [ours, theirs]: readonly (readonly BuiltTable[])[],
  session: Session,
  projects: readonly CheckedProject[],
  { tolerance }: ParityOptions,
): Promise<readonly TableComparison[]> {
  const names = projects.map(({ config }) => config.target.name) as [string, string];
  const found: TableComparison[] = [];
  for (const table of ours!) {
    const other = theirs!.find(({ node }) => node.uniqueId === table.node.uniqueId)!;
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
