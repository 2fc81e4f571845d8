import type { Column } from '../columns/column.ts';
import type { CompiledNode } from '../compile/node.ts';
import type { Config } from '../config/config.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Session } from '../engines/session.ts';
import type { OpenedLake } from '../release/open-project-lake.ts';
import { bindReleased } from './bind-released.ts';
import { createColumnScans } from './column-scans.ts';
import { executeRun, type RunContext } from './execute-run.ts';
import { createFailureFiles } from './failure-files.ts';
import { publishRun } from './publish-run.ts';
import type { EmitRunEvent, NodeResult, QuarantineReport } from './run-event.ts';
import { type RunPlan, tablesOf } from './run-plan.ts';
import { createSourceBinder } from './source-binder.ts';
import { createTableWriter } from './table-writer.ts';
import { type RunHooksInput, withHooks } from './with-hooks.ts';

export interface RunInput {
  readonly plan: RunPlan;
  readonly config: Config;
  readonly session: Session;
  readonly lake: OpenedLake;
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** Path of a node's compiled SQL relative to the project. */
  readonly pathOf: (node: CompiledNode) => string;
  readonly failFast: boolean;
  readonly publish: boolean;
  readonly signal: AbortSignal;
  readonly emit: EmitRunEvent;
  /** What runs before and after all nodes; nothing unless given. */
  readonly around?: RunHooksInput;
  /** Whether failing rows of data tests are kept: see `createFailureFiles`. */
  readonly storeFailures?: boolean | undefined;
  /** Warnings that were raised to errors so far; the run may add to it. */
  readonly raised?: readonly Diagnostic[];
}

export interface RunOutput {
  readonly results: readonly NodeResult[];
  readonly release: string | undefined;
  readonly quarantined: readonly QuarantineReport[];
}

/** Runs a plan between the candidate that announces it and the release that ends it. */
export async function runAndPublish(input: RunInput): Promise<RunOutput> {
  const { plan, session, config, emit } = input;
  const { lake, data } = input.lake;
  const published = tablesOf(plan, 'write');
  await lake.checkTables(published);
  const build = published.length === 0 ? undefined : await lake.begin({ command: plan.command });
  const base = build === undefined ? await lake.current() : build.base;
  const writer = build === undefined ? undefined : createTableWriter({ session, lake, data, build });
  const sources = createSourceBinder({ session, config, emit });

  try {
    const context: RunContext = {
      ...input,
      threads: config.target.threads,
      sources,
      writer,
      bindReleased: node => bindReleased({ session, lake, data, base, node }),
      scans: createColumnScans(plan.tasks, session),
      failureFiles: createFailureFiles({ config, session, asked: input.storeFailures }),
      compiledPath: task => ('sql' in task.node ? input.pathOf(task.node) : undefined),
      now: Date.now,
    };
    const results = await withHooks(input, () => executeRun(plan, context));
    const changes = writer?.changes() ?? [];
    const interrupted = input.signal.aborted;
    const release = await publishRun({
      lake,
      build,
      plan,
      changes,
      results,
      asked: input.publish,
      raised: (input.raised?.length ?? 0) > 0,
      interrupted,
      emit,
    });
    return { results, release: release?.release, quarantined: sources.quarantined() };
  } catch (error) {
    if (build !== undefined) await lake.abandon(build, { keepForRetry: false }).catch(() => undefined);
    throw error;
  }
}
