import { renderRelation } from '../columns/relation.ts';
import { isTest } from '../compile/is-test.ts';
import type { CompiledModel, CompiledNode, CompiledSeed } from '../compile/node.ts';
import type { QueryResult, Session } from '../engines/session.ts';
import { buildGraph } from '../graph/build-graph.ts';
import { prepareRun } from './prepare-run.ts';
import { type QueryInput, queryNode } from './query-rows.ts';
import type { Reading } from './reading.ts';
import { runAndPublish } from './run-and-publish.ts';
import type { NodeResult } from './run-event.ts';

export interface TryInput extends Omit<QueryInput, 'query' | 'warn'> {
  readonly session: Session;
  readonly node: CompiledModel | CompiledSeed;
  /** How much of what it reads is read. */
  readonly reading: Reading;
  /** How many rows are wanted. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** What a model gives as it stands. */
export interface TriedModel {
  /** How many rows it has, and the first of them; undefined when it could not be computed. */
  readonly found: { readonly count: number; readonly rows: QueryResult } | undefined;
  /** Of its tests, and of what it reads and could not be computed. */
  readonly results: readonly NodeResult[];
  /** Names of tests that were not run, since they compare it with other tables, of which a sample tells nothing. */
  readonly left: readonly string[];
}

/**
 * Computes a model out of a part of what it reads, and runs its tests on that. It is computed although the lake may have it;
 * what it reads comes from the lake where it is there. Nothing is written.
 */
export async function tryModel(input: TryInput): Promise<TriedModel> {
  const { config, session, node, hooks, columns, reading, signal, lake, deferral } = input;
  const source = `SELECT * FROM ${renderRelation(node.relation)}`;
  const map = { file: node.file, segments: [] };
  const query = queryNode(config, { sql: source, map, dependsOn: [node.uniqueId], macros: [] });
  const nodes = [...input.nodes, query];
  const { graph } = buildGraph(nodes);
  const tests = testsOf(node, input);
  const own = tests.filter(test => test.isOwn).map(({ id }) => id);
  const prepared = await prepareRun({
    ...{ command: 'test', graph, nodes, lake: lake.lake, session, config, columns, hooks, reading },
    selected: new Set([query.uniqueId, ...own]),
    ...{ computeMissing: true, deferral },
    anew: new Set([node.uniqueId]),
  });
  const tasks = prepared.plan.tasks.filter(({ id, kind }) => id !== query.uniqueId && kind !== 'keys');
  for (const task of tasks) if ('relation' in task.node) await session.forget(task.node.relation);
  const { results } = await runAndPublish({
    ...{ config, session, lake, columns, ...prepared, reading, signal },
    // Whatever the target, the rows are wanted here.
    portable: undefined,
    plan: { ...prepared.plan, tasks },
    pathOf: each => each.file,
    failFast: false,
    publish: false,
    storeFailures: false,
    emit: () => undefined,
  });
  const left = tests.filter(test => !test.isOwn).map(({ name }) => name);
  const isBroken = results.some(({ node, status }) => status === 'error' && !isTest(node));
  if (isBroken || signal.aborted) return { found: undefined, results, left };
  const counted = await session.query(`SELECT count(*) FROM (${source}) AS t`);
  return {
    found: { count: Number(counted.rows[0]![0]), rows: await session.query(source, input.limit) },
    results,
    left,
  };
}

/** A test that reads other tables, too, says nothing of a part of them. */
function testsOf(
  { uniqueId }: CompiledNode,
  { graph, nodes }: Pick<TryInput, 'graph' | 'nodes'>,
): readonly { readonly id: string; readonly name: string; readonly isOwn: boolean }[] {
  const children = new Set(graph.children[uniqueId] ?? []);
  return nodes
    .filter(node => children.has(node.uniqueId) && isTest(node))
    .map(({ uniqueId: id, name, resourceType }) => {
      return { id, name, isOwn: resourceType === 'unit_test' || graph.parents[id]!.length === 1 };
    });
}
