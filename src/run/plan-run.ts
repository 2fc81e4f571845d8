import { lakeName } from '../columns/table-name.ts';
import { isTest } from '../compile/is-test.ts';
import type { CompiledNode, CompiledTest, RunnableNode, TableNode } from '../compile/node.ts';
import { isConstraint, isPublished } from '../compile/node.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Graph } from '../graph/graph.ts';
import { orphanTableWarnings } from './orphan-tables.ts';
import type { RunCommand, RunPlan, RunTask, TaskKind } from './run-plan.ts';
import { findUnreadyTests, type UnreadyTest, unreadyTestWarning } from './unready-tests.ts';

export interface PlanInput {
  readonly command: RunCommand;
  readonly graph: Graph;
  readonly nodes: readonly CompiledNode[];
  /** Unique ids that the selection matched, of any resource type. */
  readonly selected: ReadonlySet<string>;
  /** Names of the tables in the base release. */
  readonly released: ReadonlySet<string>;
  /** False when nothing will be published of it, so that no file is written for it either. */
  readonly writes?: boolean;
  /** Of a retry: tables that are published as they were finished, and tests that passed on them. */
  readonly standing?: ReadonlySet<string>;
  /** Whether a parent that was never built is computed on the way instead of being an error. */
  readonly computeMissing?: boolean;
  /** The other lake whose tables are among `released`. */
  readonly deferral?: { readonly place: string } | undefined;
  /** By unique id: whose tables have to be written before a node is computed, where they are. */
  readonly waits?: ReadonlyMap<string, readonly string[]>;
}

type AskedInput = Pick<PlanInput, 'command' | 'graph' | 'selected' | 'standing'>;

/** Which resource types a command runs. */
const runs: Readonly<Record<RunCommand, readonly CompiledNode['resourceType'][]>> = {
  build: ['seed', 'model', 'snapshot', 'test', 'unit_test'],
  run: ['model'],
  seed: ['seed'],
  snapshot: ['snapshot'],
  test: ['test', 'unit_test'],
};

const taskKinds: Partial<Readonly<Record<CompiledNode['resourceType'], TaskKind>>> = {
  test: 'test',
  unit_test: 'unit',
};

/**
 * Decides what a run does. Pure. A parent that is not selected is read from the base release; where it is not
 * published (a view, an ephemeral model, `published: false`), it is computed on the way from what it reads itself.
 * Constraints come along with whatever computes their tables. A build leaves out, with a warning, tests of tables that
 * were never built, and names tables that nothing builds.
 *
 * @throws SparkifyError `missing-parent` when a parent of anything else was never built.
 */
export function planRun(input: PlanInput): RunPlan {
  const nodes = new Map(input.nodes.map(node => [node.uniqueId, node]));
  const asked = askedFor(input, nodes);
  const unready = input.command === 'test' ? [] : unreadyTests(input, nodes, asked);
  const leftOut = new Set(unready.map(({ test }) => test.uniqueId));
  const wanted = asked.filter(id => !leftOut.has(id));
  const kinds = new Map<string, TaskKind>();
  for (const id of wanted) kinds.set(id, taskKinds[nodes.get(id)!.resourceType] ?? 'compute');
  for (const id of input.graph.order.toReversed()) addParents(id, nodes, kinds, input);
  const tasks = toTasks(input, nodes, kinds, new Set(wanted));
  const tested = runsAllTests(tasks, nodes, input);
  const missed = unready.filter(
    ({ test, missing }) => !isConstraint(test) || missing.uniqueId !== test.attachedTo,
  );
  const warnings = [...missed.map(unreadyTestWarning), ...orphanTableWarnings(input)];
  return { command: input.command, tasks, tested, warnings };
}

/**
 * What the command does of what is selected. A constraint is a promise of its model: it comes along, selected or not,
 * with whatever computes one of its tables.
 */
export function askedFor(
  { command, graph, selected, standing = new Set() }: AskedInput,
  nodes: ReadonlyMap<string, CompiledNode>,
): readonly string[] {
  const isChosen = (id: string) => selected.has(id) && runs[command].includes(nodes.get(id)!.resourceType);
  const isThere = (id: string) => isChosen(id) || standing.has(id);
  const isChecked = (id: string) =>
    command !== 'test' &&
    isConstraint(nodes.get(id)!) &&
    (graph.parents[id] ?? []).some(selected.has(id) ? isThere : isChosen);
  return graph.order.filter(id => isChosen(id) || isChecked(id));
}

/** A constraint of a table that is computed is never among them: what cannot be verified is not published. */
function unreadyTests(
  input: PlanInput,
  nodes: ReadonlyMap<string, CompiledNode>,
  asked: readonly string[],
): readonly UnreadyTest[] {
  const computed = new Set(asked);
  return findUnreadyTests({ ...input, nodes, wanted: asked }).filter(
    ({ test }) => !isConstraint(test) || !computed.has(test.attachedTo!),
  );
}

/** Only a build tests what it writes; one that leaves a test of it out does not vouch for it either. */
function runsAllTests(
  tasks: readonly RunTask[],
  nodes: ReadonlyMap<string, CompiledNode>,
  { command, graph, standing = new Set() }: PlanInput,
): boolean {
  const ids = standing.union(new Set(tasks.map(task => task.id)));
  const written = tasks.filter(task => task.kind === 'write').map(task => task.node.uniqueId);
  const tests = [...written, ...standing]
    .flatMap(id => graph.children[id] ?? [])
    .filter(id => isTest(nodes.get(id)!));
  return command === 'build' && tests.every(id => ids.has(id));
}

/** Walking children before parents, so that whatever a task needs is known when its own turn comes. */
function addParents(
  id: string,
  nodes: ReadonlyMap<string, CompiledNode>,
  kinds: Map<string, TaskKind>,
  input: PlanInput,
): void {
  const kind = kinds.get(id);
  if (kind !== 'compute' && kind !== 'test') return;
  for (const parent of input.graph.parents[id] ?? []) {
    if (kinds.has(parent)) continue;
    kinds.set(parent, supportKind(nodes.get(parent) as TableNode, nodes.get(id)!, input));
  }
}

function supportKind(node: TableNode, reader: CompiledNode, input: PlanInput): TaskKind {
  if (node.resourceType === 'source') return 'source';
  if (!node.config.published) return 'compute';
  if (input.released.has(lakeName(node.relation))) return 'released';
  if (node.resourceType === 'seed' || input.computeMissing === true) return 'compute';
  throw new SparkifyError(
    'missing-parent',
    `${reader.name} reads ${node.name}, which is not selected and was never built.`,
    {
      exitCode: 2,
      at: { file: node.file, line: 1, column: 1 },
      hint: missingHint(node, reader, input.deferral?.place),
    },
  );
}

/** A test reads what is published: only a build makes it. */
function missingHint(node: TableNode, reader: CompiledNode, elsewhere: string | undefined): string {
  const build =
    reader.resourceType === 'test'
      ? `Build it first: sparkify build --select +${node.name}`
      : `Build it first, or select it too: --select +${reader.name}`;
  return elsewhere === undefined
    ? `${build}, or read it from a lake that has it: --defer --state <lake>`
    : `The lake ${elsewhere} does not have it either. ${build}`;
}

function toTasks(
  input: PlanInput,
  nodes: ReadonlyMap<string, CompiledNode>,
  kinds: ReadonlyMap<string, TaskKind>,
  wanted: ReadonlySet<string>,
): readonly RunTask[] {
  const readers = countReaders(kinds, input.graph, nodes);
  const isWritten = (id: string) => {
    const node = nodes.get(id)!;
    const isComputed = kinds.get(id) === 'compute' && wanted.has(id) && input.writes !== false;
    return isComputed && isPublished(node);
  };
  const writesBefore = (id: string) =>
    kinds.get(id) === 'compute' ? (input.waits?.get(id) ?? []).filter(isWritten).map(writeId) : [];
  const gates = input.command === 'test' ? new Map<string, string[]>() : testGates(input.graph, nodes, kinds);
  const tasks = input.graph.order
    .filter(id => kinds.has(id))
    .flatMap((id): readonly RunTask[] => {
      // Whatever has a kind is no exposure: nobody reads those.
      const node = nodes.get(id) as RunnableNode;
      const kind = kinds.get(id)!;
      const parents = kind === 'compute' || kind === 'test' ? (input.graph.parents[id] ?? []) : [];
      const dependsOn = [...parents, ...(gates.get(id) ?? []), ...writesBefore(id)];
      const task = {
        id,
        kind,
        node,
        dependsOn,
        readers: readers.get(id) ?? 0,
        selected: wanted.has(id),
        last: true,
      };
      return isWritten(id) ? withWrite(task) : [task];
    });
  return inOrder([...tasks, ...tasks.flatMap(keysTask)]);
}

/** Nobody waits for the keys of a source to be looked at, so it comes last. Reading most sources tells of them already. */
function keysTask(task: RunTask): readonly RunTask[] {
  if (task.node.resourceType !== 'source' || task.node.undeclaredKeys === 'ignore') return [];
  return [{ ...task, id: `${task.id}/keys`, kind: 'keys', dependsOn: [task.id], readers: 0 }];
}

function writeId(id: string): string {
  return `${id}/write`;
}

/** The task that writes is one more reader of what the other computes. */
function withWrite(task: RunTask): readonly RunTask[] {
  const write: RunTask = { ...task, id: writeId(task.id), kind: 'write', dependsOn: [task.id], readers: 0 };
  return [{ ...task, readers: task.readers + 1, last: false }, write];
}

function countReaders(
  kinds: ReadonlyMap<string, TaskKind>,
  graph: Graph,
  nodes: ReadonlyMap<string, CompiledNode>,
): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  for (const [id, kind] of kinds) {
    if ((kind !== 'compute' && kind !== 'test') || readsFiles(nodes.get(id)!)) continue;
    for (const parent of graph.parents[id] ?? []) readers.set(parent, (readers.get(parent) ?? 0) + 1);
  }
  return readers;
}

/** Whether it reads the raw files of a source by itself, and not what others read of them. */
export function readsFiles(node: CompiledNode): boolean {
  return node.resourceType === 'test' && node.readsDrift === true;
}

/**
 * As in dbt, a model waits for the tests of its parents, so that a failed one skips it. A test over several tables
 * gates only models that come after all of them. A unit test needs no table, and comes before its own model.
 */
function testGates(
  graph: Graph,
  nodes: ReadonlyMap<string, CompiledNode>,
  kinds: ReadonlyMap<string, TaskKind>,
): ReadonlyMap<string, string[]> {
  const gates = new Map<string, string[]>();
  const ancestors = ancestorCache(graph);
  for (const [id, kind] of kinds) {
    if (kind === 'unit') for (const model of graph.parents[id] ?? []) addGate(gates, model, id, kinds);
    const test = nodes.get(id) as CompiledTest;
    if (kind !== 'test' || test.severity !== 'error') continue;
    const tables = graph.parents[id] ?? [];
    const children = new Set(tables.flatMap(table => graph.children[table] ?? []));
    for (const child of children) {
      if (tables.every(table => ancestors(child).has(table))) addGate(gates, child, id, kinds);
    }
  }
  return gates;
}

function addGate(
  gates: Map<string, string[]>,
  model: string,
  test: string,
  kinds: ReadonlyMap<string, TaskKind>,
): void {
  if (kinds.get(model) === 'compute') gates.set(model, [...(gates.get(model) ?? []), test]);
}

function ancestorCache(graph: Graph): (id: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return function ancestors(id) {
    const cached = known.get(id);
    if (cached !== undefined) return cached;
    const found = new Set<string>();
    const open = [...(graph.parents[id] ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(...(graph.parents[next] ?? []));
    }
    known.set(id, found);
    return found;
  };
}

/** Gates add edges, so the order of the graph alone is not enough. */
function inOrder(tasks: readonly RunTask[]): readonly RunTask[] {
  const byId = new Map(tasks.map(task => [task.id, task]));
  const ordered: RunTask[] = [];
  const seen = new Set<string>();
  const visit = (task: RunTask): void => {
    if (seen.has(task.id)) return;
    seen.add(task.id);
    for (const id of task.dependsOn) visit(byId.get(id)!);
    ordered.push(task);
  };
  for (const task of tasks) visit(task);
  return ordered;
}
