import { CheckMemory } from '../../check/check-memory.ts';
import type { CheckedProject, LoadedProject } from '../../check/checked-project.ts';
import { isTest } from '../../compile/is-test.ts';
import type { CompiledModel, CompiledNode, CompiledSeed } from '../../compile/node.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Session } from '../../engines/session.ts';
import { withSelectorProblems } from '../../graph/select-in-project.ts';
import { openProjectLake } from '../../release/open-project-lake.ts';
import { checkProject } from '../../run/check-project.ts';
import { type DeferOptions, openDeferral } from '../../run/defer/deferral.ts';
import { defineForQuery } from '../../run/define-for-query.ts';
import type { Reading } from '../../run/reading.ts';
import { type TriedModel, tryModel } from '../../run/try-model.ts';
import { withProject } from '../../sparkify.ts';
import { keepTypes } from '../../typing/types-file.ts';

/** What rounds remember of those before. */
export class DevMemory {
  readonly check = new CheckMemory();
  /** What each model said, with its tests, when the project was sound last. */
  #texts: ReadonlyMap<string, string> | undefined;
  /** What was tried last, which an error has taken from the screen since. */
  #lost: ReadonlySet<string> = new Set();
  #tried: ReadonlySet<string> = new Set();
  /** What was to be tried when the next change came. */
  #untried = new Set<string>();

  /** An error came between. */
  noteErrors(): void {
    this.#lost = this.#tried;
  }

  /** It was shown, or failed: either way it is tried again when it changes. */
  noteTried(uniqueId: string): void {
    this.#untried.delete(uniqueId);
  }

  /**
   * Unique ids of models and seeds that are not as they were, were shown before an error, or were to be shown in a round that
   * another change has ended; none the first time.
   */
  changed(project: Pick<CheckedProject, 'nodes' | 'graph'>): ReadonlySet<string> {
    const before = this.#texts;
    const texts = textsOf(project);
    this.#texts = texts;
    if (before === undefined) return new Set();
    const other = [...texts].filter(([id, text]) => before.get(id) !== text).map(([id]) => id);
    const due = [...this.#untried, ...(other.length > 0 ? other : this.#lost)];
    const found = new Set(due.filter(id => texts.has(id)));
    this.#lost = new Set();
    this.#untried = new Set(found);
    if (found.size > 0) this.#tried = found;
    return found;
  }
}

export interface DevOptions extends ProjectOptions {
  /** A model that is shown in every round. */
  readonly model?: string | undefined;
  readonly reading: Reading;
  /** The lake whose tables are read where this one lacks them. */
  readonly defer?: DeferOptions | undefined;
  readonly limit: number;
  /** Told what the check found, before anything runs. The signal it gives ends the rest of the round. */
  readonly onChecked: (project: CheckedProject) => AbortSignal;
  readonly onStart: (node: CompiledModel | CompiledSeed) => void;
  readonly onTried: (node: CompiledModel | CompiledSeed, tried: TriedModel) => void;
}

/** Checks the project, then computes a part of what was changed since the last round. Nothing of the lake changes. */
export async function devRound(options: DevOptions, memory: DevMemory): Promise<void> {
  memory.check.nextRound();
  try {
    await withProject(options, (loaded, session) => tryChanged(loaded, session, options, memory));
  } catch (error) {
    memory.noteErrors();
    throw error;
  }
}

async function tryChanged(
  loaded: LoadedProject,
  session: Session,
  options: DevOptions,
  memory: DevMemory,
): Promise<void> {
  const asked = { rules: loaded.config.rules, memory: memory.check };
  const project = await keepTypes(await checkProject(withSelectorProblems(loaded), session, asked));
  const signal = options.onChecked(project);
  if (hasErrors(project.diagnostics)) return memory.noteErrors();
  const wanted = wantedNodes(project, memory, options.model);
  if (wanted.length === 0) return;
  await defineForQuery(project.hooks.start, session);
  const lake = openProjectLake(project.config, session, signal);
  const { reading, limit, defer } = options;
  const deferral = defer && (await openDeferral(project.config, session, defer, signal));
  for (const node of wanted) {
    if (signal.aborted) return;
    options.onStart(node);
    try {
      const tried = await tryModel({ ...project, session, lake, deferral, node, reading, limit, signal });
      if (!signal.aborted) options.onTried(node, tried);
    } finally {
      if (!signal.aborted) memory.noteTried(node.uniqueId);
    }
  }
}

/** In the order of the graph. */
function wantedNodes(
  project: CheckedProject,
  memory: DevMemory,
  model: string | undefined,
): readonly (CompiledModel | CompiledSeed)[] {
  const tables = project.nodes.filter(isBuilt);
  const pinned = tables.find(({ name }) => name === model);
  if (model !== undefined && pinned === undefined) {
    const names = tables.map(({ name }) => name);
    throw new SparkifyError('unknown-ref', `There is no model or seed "${model}".`, {
      hint: didYouMean(model, names, 'See what there is with: sparkify ls'),
      exitCode: 2,
    });
  }
  const changed = memory.changed(project);
  const wanted = pinned === undefined ? changed : new Set([pinned.uniqueId]);
  const byId = new Map(tables.map(node => [node.uniqueId, node]));
  return project.graph.order.flatMap(id => (wanted.has(id) ? (byId.get(id) ?? []) : []));
}

function textsOf({ nodes, graph }: Pick<CheckedProject, 'nodes' | 'graph'>): ReadonlyMap<string, string> {
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  return new Map(
    nodes.filter(isBuilt).map(node => {
      const tests = (graph.children[node.uniqueId] ?? []).map(id => byId.get(id)!).filter(isTest);
      return [node.uniqueId, JSON.stringify([node, ...tests].map(textOf))];
    }),
  );
}

/** Where a query stands in its file is nothing that it does. */
function textOf(node: CompiledNode): object {
  const sql = 'sql' in node ? node.sql : undefined;
  const increment = 'increment' in node ? node.increment?.sql : undefined;
  const config = 'config' in node ? node.config : undefined;
  const rows = node.resourceType === 'unit_test' ? { given: node.given, expect: node.expect } : undefined;
  return { sql, increment, config, rows };
}

function isBuilt(node: CompiledNode): node is CompiledModel | CompiledSeed {
  return node.resourceType === 'model' || node.resourceType === 'seed';
}
