import { compiledPath } from './artifacts/compiled-path.ts';
import { beginInvocation } from './artifacts/invocation.ts';
import { loadState } from './artifacts/load-state.ts';
import { notifying } from './artifacts/notify/notifying.ts';
import { publishedFiles } from './artifacts/published-files.ts';
import { withReleasedNodes } from './artifacts/released-nodes.ts';
import { soundCheckFile } from './artifacts/sound-check-file.ts';
import { writeLineage } from './artifacts/write-lineage.ts';
import { writeManifest } from './artifacts/write-manifest.ts';
import { writeProject } from './artifacts/write-project.ts';
import { writeRun, writeRunStart } from './artifacts/write-run.ts';
import { writeRunSql } from './artifacts/write-run-sql.ts';
import { CheckMemory, rememberingParser } from './check/check-memory.ts';
import type { CheckedProject, LoadedProject } from './check/checked-project.ts';
import { compileProject } from './compile/compile-project.ts';
import { loadQueryCompiler } from './compile/query-compiler.ts';
import { createTemplateCompiler } from './compile/template-compiler.ts';
import { type LoadedConfig, loadConfig, type ProjectOptions } from './config/load-config.ts';
import { glueCatalog } from './deploy/glue/glue-catalog.ts';
import { throwOnErrors } from './diagnostics/sparkify-error.ts';
import { type OpenOptions, openSession } from './engines/open-session.ts';
import type { Session } from './engines/session.ts';
import { buildGraph } from './graph/build-graph.ts';
import { withSelectorProblems } from './graph/select-in-project.ts';
import { loadProject as readProject } from './project/load-project.ts';
import { localRelease } from './release/local-release.ts';
import { breakingChanges } from './run/breaking-changes.ts';
import { type CheckOptions, checkProject } from './run/check-project.ts';
import { checkUnlessKnown } from './run/known-check.ts';
import { type LookAhead, lookingAhead } from './run/look-ahead.ts';
import { requirePlan } from './run/plan/approval.ts';
import { prepareAsked } from './run/prepare-asked.ts';
import { raiseWarnings, watchWarnings } from './run/raise-warnings.ts';
import { runAndPublish } from './run/run-and-publish.ts';
import type { RunBegun } from './run/run-input.ts';
import { isKept, type RunOptions, type RunSummary } from './run/run-options.ts';
import { retrying, runFinished, runStarted } from './run/told-of-run.ts';
import { hasFailed } from './run/totals.ts';
import { allEnded } from './storage/in-parallel.ts';
import { compileAllTests } from './testing/compile-all-tests.ts';
import { keepTypes } from './typing/types-file.ts';

/** Reads and compiles a project without touching data or engine. Wrong files are diagnostics; wrong settings throw. */
export async function loadProject(options: ProjectOptions = {}): Promise<LoadedProject> {
  return compile(await loadConfig(options));
}

async function compile({ config, diagnostics }: LoadedConfig): Promise<LoadedProject> {
  const project = await readProject(config);
  const compiler = createTemplateCompiler(project, config);
  const queries = await loadQueryCompiler(project, config, compiler);
  const compiled = compileProject(project, config, compiler, queries);
  const tests = compileAllTests({ project, config, compiled, compiler, queries });
  const nodes = [...compiled.nodes, ...tests.tests, ...compiled.exposures];
  const graph = buildGraph(nodes, compiled.references);
  const found = [{ diagnostics }, project, compiled, tests, graph].flatMap(phase => phase.diagnostics);
  const { hooks, disabled } = compiled;
  return { config, project, compiler, nodes, disabled, hooks, graph: graph.graph, diagnostics: found };
}

/** Loads a project, opens its engine for `work`, and closes it again. DuckDB starts while the project is compiled. */
export async function withProject<T>(
  options: ProjectOptions & OpenOptions,
  work: (project: LoadedProject, session: Session) => Promise<T>,
): Promise<T> {
  const loaded = await loadConfig(options);
  const opening = openSession(loaded.config, options);
  // Whoever awaits it hears of a failure; until then it is not unhandled.
  const opened = opening.catch(() => undefined);
  try {
    return await work(await compile(loaded), await opening);
  } finally {
    await (await opened)?.close();
  }
}

/** Binds every query of a project against empty tables. Reads no data; writes manifest and lineage of a sound project. */
export function check(options: CheckOptions = {}, memory = new CheckMemory()): Promise<CheckedProject> {
  return withProject(options, async (project, session) => {
    const invocation = beginInvocation();
    const { config } = project;
    const released = await localRelease(config, session.fileListCodec);
    const published = await publishedFiles(config, released);
    const asked = { rules: config.rules, published, memory };
    const checked = await keepTypes(await checkProject(withSelectorProblems(project), session, asked));
    const breaking = breakingChanges(checked, released?.release, options.allowBreakingChanges ?? false);
    const compared = { ...checked, diagnostics: [...checked.diagnostics, ...breaking] };
    const parser = rememberingParser(session.parser, memory);
    await writeManifest(project, invocation, await writeLineage(compared, parser, invocation));
    return compared;
  });
}

/** Checks, then runs what is selected; `build` and `run` publish the result as one release. */
export function execute(options: RunOptions): Promise<RunSummary> {
  const startedAt = performance.now();
  return withProject(options, (loaded, session) =>
    notifying(loaded.config, options, emit =>
      lookingAhead({ ...loaded, outside: glueCatalog(loaded) }, session, options, async ahead => {
        const sound = soundCheckFile(loaded.config);
        const checked = await keepTypes(await checkUnlessKnown(loaded, session, sound, ahead.parser));
        const project = raiseWarnings(checked, options.warnings);
        throwOnErrors(project.diagnostics);
        return runProject(project, session, { ...options, emit, ahead }, startedAt);
      }),
    ),
  );
}

async function runProject(
  project: CheckedProject,
  session: Session,
  options: RunOptions & { readonly ahead: LookAhead },
  startedAt: number,
): Promise<RunSummary> {
  const { config, nodes, columns } = project;
  const { failFast = false, reading, publish = reading === undefined, storeFailures, confirm } = options;
  const { signal = new AbortController().signal, approved, ahead } = options;
  const invocation = beginInvocation();
  const { emit, raised } = watchWarnings(options);
  requirePlan({ config, options });
  const earlier = await loadState(project, options.state);
  const [asked, lineage] = await allEnded([
    prepareAsked(project, session, { ...options, signal }, earlier),
    writeLineage(project, ahead.parser, invocation),
  ]);
  const { selection, lake } = asked;
  const { plan, breaking, ...prepared } = asked.prepared;
  throwOnErrors(breaking);
  const pathOf = compiledPath.bind(undefined, config);
  emit(runStarted(config, nodes, options.command));
  if (options.retry) emit(retrying(options.retry, prepared.resumption!));
  for (const diagnostic of [...project.diagnostics, ...selection.diagnostics, ...plan.warnings, ...breaking])
    emit({ type: 'diagnostic', diagnostic });
  throwOnErrors(raised);
  const planned = plan.tasks.map(task => task.node);
  await writeProject(project, planned, invocation, lineage);
  const announce = (begun: RunBegun) => writeRunStart(project, { invocation, options, ...begun });
  const told = { pathOf, runSql: writeRunSql(config), announce, emit, raised, signal, confirm };
  const io = { config, session, lake, columns, ahead, portable: project.portable, ...told, around: project };
  const doing = { failFast, publish, reading, storeFailures, approved, keeping: withReleasedNodes(project) };
  const { published, ...output } = await runAndPublish({ plan, ...prepared, ...io, ...doing });
  const seconds = (performance.now() - startedAt) / 1000;
  const mayRetry = isKept({ publish, reading, task: prepared.task }) && raised.length === 0;
  const ended = runFinished(project, output, { raised: raised.length, mayRetry, seconds });
  emit(ended);
  const summary = { invocation, options, ...output, seconds, busy: session.busySeconds() };
  await writeRun(project, { lake: lake.lake, published }, summary);
  return { exitCode: hasFailed(ended) || signal.aborted ? 1 : 0, ...output };
}
