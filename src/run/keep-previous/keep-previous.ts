import { lakeName } from '../../columns/table-name.ts';
import type { CompiledModel, CompiledNode, CompiledTest } from '../../compile/node.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Release, ReleasedTable } from '../../release/documents.ts';
import { tablesByName } from '../../release/proof.ts';
import type { TableChange } from '../../release/table-change.ts';
import { findBehind } from '../behind.ts';
import type { NodeResult, NodeStatus } from '../run-event.ts';
import { findHeld, type HeldTables, hold } from './held-tables.ts';

export interface KeepPreviousInput {
  readonly graph: Graph;
  readonly nodes: readonly CompiledNode[];
  readonly results: readonly NodeResult[];
  /** What the run would publish if nothing had failed. */
  readonly changes: readonly TableChange[];
  readonly base: Release | undefined;
  /** Runs tests on these tables, and on those of the base release otherwise. */
  readonly check: TablesCheck;
}

/** @returns how each test ended, by unique id */
export type TablesCheck = (
  tests: readonly string[],
  changes: readonly TableChange[],
) => Promise<ReadonlyMap<string, NodeStatus>>;

export interface KeptPrevious {
  readonly held: HeldTables;
  /** What is published. */
  readonly changes: readonly TableChange[];
  /** Unique ids of the tests that were run once more, on what is published beside what is kept. */
  readonly passed: ReadonlySet<string>;
}

/**
 * What of a run that failed may be published: tables that no failure concerns, as long as they fit what is kept. Old and new
 * tables have never stood side by side, so each test that reads some of both is run on just these; where it fails, its
 * new tables are kept as they were, too, and so on, until all that is left fits. Undefined when one of the failures asks that
 * nothing is published, `nothing` when nothing is left that could be.
 */
export async function keepPrevious(input: KeepPreviousInput): Promise<KeptPrevious | 'nothing' | undefined> {
  const byId = new Map(input.nodes.map(node => [node.uniqueId, node]));
  const found = findHeld({ ...input, byId });
  if (found === undefined) return undefined;
  const held = new Map(found);
  const tests = errorTests(input, byId);
  const released = tablesByName(input.base);
  const statuses = new Map(input.results.map(({ node, status }) => [node.uniqueId, status]));
  /** By the tables that stood as they were when the test passed. */
  const passed = new Map<string, string>();
  for (;;) {
    const changes = input.changes.filter(({ node }) => !held.has(node));
    if (changes.length === 0) return 'nothing';
    const written = new Set(changes.map(({ node }) => node));
    const open = tests.filter(({ test, tables }) => {
      if (!tables.some(id => written.has(id))) return false;
      const isMixed = tables.some(id => held.has(id));
      const before = statuses.get(test.uniqueId);
      return isMixed
        ? passed.get(test.uniqueId) !== keyOf(tables, held)
        : before !== undefined && !ended.has(before);
    });
    const ends = await input.check(
      idsOf(open.filter(each => isThere(each, written, released, byId))),
      changes,
    );
    const failed = open.filter(({ test }) => !ended.has(ends.get(test.uniqueId) ?? 'error'));
    for (const { test, tables } of open) passed.set(test.uniqueId, keyOf(tables, held));
    for (const { test, tables } of failed) {
      passed.delete(test.uniqueId);
      const because = `${test.name} does not hold beside tables that are kept`;
      for (const id of tables.filter(each => written.has(each))) hold(held, id, because, { ...input, byId });
    }
    if (failed.length === 0) return { held, changes, passed: new Set(passed.keys()) };
  }
}

const ended: ReadonlySet<NodeStatus> = new Set(['pass', 'warn', 'reused']);

/** A test with the published tables that it reads, itself or through what is not published. */
interface TestOfTables {
  readonly test: CompiledTest;
  /** Unique ids, sorted. */
  readonly tables: readonly string[];
}

/** Also those that the run left out: what has never stood side by side was never tested. */
function errorTests(
  { nodes, graph }: KeepPreviousInput,
  byId: ReadonlyMap<string, CompiledNode>,
): readonly TestOfTables[] {
  return nodes.flatMap(node =>
    node.resourceType === 'test' && node.severity === 'error'
      ? [{ test: node, tables: tablesBehind(node.uniqueId, graph, byId) }]
      : [],
  );
}

/** Unique ids of the published tables that a node reads, itself or through what is not published; sorted. */
export function tablesBehind(
  id: string,
  graph: Pick<Graph, 'parents'>,
  byId: ReadonlyMap<string, CompiledNode>,
): readonly string[] {
  return findBehind([id], graph, byId)
    .built.map(({ uniqueId }) => uniqueId)
    .sort();
}

/** Which of the tables are as they were. */
function keyOf(tables: readonly string[], held: HeldTables): string {
  return tables.filter(id => held.has(id)).join(' ');
}

/** A table that no release has and that is not published now cannot be tested with others. */
function isThere(
  { tables }: TestOfTables,
  written: ReadonlySet<string>,
  released: ReadonlyMap<string, ReleasedTable>,
  byId: ReadonlyMap<string, CompiledNode>,
): boolean {
  return tables.every(
    id => written.has(id) || released.has(lakeName((byId.get(id) as CompiledModel).relation)),
  );
}

function idsOf(tests: readonly TestOfTables[]): readonly string[] {
  return tests.map(({ test }) => test.uniqueId);
}
