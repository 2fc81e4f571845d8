import { join, resolve } from 'node:path';
import { beginInvocation } from '../../artifacts/invocation.ts';
import { sourcesDocument } from '../../artifacts/sources-document.ts';
import { writeJsonFile } from '../../artifacts/write-json.ts';
import { checkSources } from '../../check/check-sources.ts';
import type { LoadedProject } from '../../check/checked-project.ts';
import type { CompiledSource } from '../../compile/node.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { raises, underPolicy, type WarnPolicy } from '../../diagnostics/warn-policy.ts';
import { openSession } from '../../engines/open-session.ts';
import { executeFreshness } from '../../run/freshness/execute-freshness.ts';
import { type FreshnessEngine, LoadTimes } from '../../run/freshness/latest-load.ts';
import type { EmitRunEvent, NodeResult } from '../../run/run-event.ts';
import { runStarted } from '../../run/told-of-run.ts';
import { countTotals } from '../../run/totals.ts';
import { loadProject } from '../../sparkify.ts';
import { type Selecting, select } from './select.ts';

export interface FreshnessOptions extends ProjectOptions, Selecting {
  /** Where the report goes, relative to `cwd`; `sources.json` of the target folder unless given. */
  readonly output?: string;
  readonly warnings: WarnPolicy;
  readonly signal: AbortSignal;
  readonly emit: EmitRunEvent;
}

export interface FreshnessSummary {
  readonly exitCode: 0 | 1;
  readonly results: readonly NodeResult[];
}

/** Measures how old the selected sources are, as far as they say how old they may be. */
export async function freshness(options: FreshnessOptions): Promise<FreshnessSummary> {
  const startedAt = performance.now();
  const invocation = beginInvocation();
  const { warnings, signal, emit, output, cwd = '.' } = options;
  const project = await loadProject(options);
  const { config } = project;
  throwOnErrors(project.diagnostics);
  const selection = await select(project, { ...options, resourceTypes: ['source'] });
  const found = underPolicy([...project.diagnostics, ...selection.warnings], warnings);
  throwOnErrors(found);
  const sources = selection.nodes.filter(isMeasured);

  const results = await withEngine(project, sources, async engine => {
    emit(runStarted(config, project.nodes, 'source freshness'));
    for (const diagnostic of found) emit({ type: 'diagnostic', diagnostic });
    const interrupt = () => engine?.session.interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    const times = new LoadTimes(config, sources, sourcesOf(project), engine);
    const strict = raises(warnings, 'stale-source');
    return executeFreshness(sources, {
      times,
      threads: config.target.threads,
      strict,
      signal,
      emit,
      now: Date.now,
    });
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const path =
    output === undefined ? join(config.projectDir, config.targetPath, 'sources.json') : resolve(cwd, output);
  await writeJsonFile(config, path, sourcesDocument({ invocation, sources, results, seconds }));
  const totals = countTotals(results);
  emit({ type: 'run-finished', totals, seconds, results });
  return { exitCode: totals.fail + totals.error > 0 || signal.aborted ? 1 : 0, results };
}

/** Whether a source says how old it may be. */
function isMeasured(node: LoadedProject['nodes'][number]): node is CompiledSource {
  if (node.resourceType !== 'source') return false;
  return Boolean(node.freshness?.warnAfter ?? node.freshness?.errorAfter);
}

function sourcesOf({ nodes }: LoadedProject): readonly CompiledSource[] {
  return nodes.filter(node => node.resourceType === 'source');
}

/** The times of files need no engine. What must be asked in SQL is bound before anything is read. */
async function withEngine<T>(
  project: LoadedProject,
  sources: readonly CompiledSource[],
  work: (engine: FreshnessEngine | undefined) => Promise<T>,
): Promise<T> {
  if (sources.every(({ freshness }) => freshness!.sql === null)) return work(undefined);
  const session = await openSession(project.config);
  try {
    const reader = await session.createShadow();
    throwOnErrors(await checkSources(sourcesOf(project), sources, reader));
    return await work({ session, reader });
  } finally {
    session.close();
  }
}
