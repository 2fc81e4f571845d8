import { isTest } from '../../compile/is-test.ts';
import { sourceLabel } from '../../compile/table-label.ts';
import type { Config } from '../../config/config.ts';
import { batchLabel } from '../../run/microbatch/batch-label.ts';
import type {
  BuildPlan,
  PlannedFollowing,
  PlannedNewFiles,
  PlannedNode,
  PlannedSource,
  PlannedTable,
} from '../../run/plan/build-plan.ts';
import type { Colors } from '../colors.ts';
import { countNodes } from '../reporters/run-summary.ts';
import { renderColumns } from './columns.ts';
import { renderBytes, renderCount, renderQuantity } from './quantity.ts';
import { renderColumnChanges, renderFileCounts, renderReasons } from './reason-text.ts';

export interface PlanTextContext {
  readonly config: Pick<Config, 'name' | 'target'>;
  readonly colors: Colors;
  readonly nameOf: (id: string) => string;
}

type Section = readonly [title: string, rows: readonly (readonly string[])[]];

/** A plan for a person to read. */
export function renderPlan(plan: BuildPlan, context: PlanTextContext): string {
  const sections: readonly Section[] = [
    ...nodeSections(plan, context),
    ['Reads', [...plan.sources.filter(({ isRead }) => isRead).map(sourceRow), ...tableRows(plan)]],
    ['Writes', plan.writes.map(each => writeRow(each, context))],
    ['Tables and columns of the release', catalogRows(plan)],
    ['Expects', expectedRows(plan, context)],
  ];
  const shown = sections.filter(([, rows]) => rows.length > 0);
  return [
    context.colors.strong(headline(plan, context)),
    ...shown.flatMap(([title, rows]) => [
      '',
      title,
      ...renderColumns(
        rows.map(([name = '', ...more]) => [`  ${name}`, ...more]),
        ['left', 'left', 'left', 'left'],
      ),
    ]),
    '',
    ending(plan),
  ]
    .map(line => `${line}\n`)
    .join('');
}

function headline({ base }: BuildPlan, { config }: PlanTextContext): string {
  const { name, lake } = config.target;
  const on = base === undefined ? 'which has no release yet' : `on release ${base}`;
  return `A build of ${config.name} on the target ${name}, in the lake ${lake}, ${on}:`;
}

function nodeSections(plan: BuildPlan, context: PlanTextContext): readonly Section[] {
  const of = (action: PlannedNode['action']) => plan.nodes.filter(node => node.action === action);
  const [running, serving, reused] = [of('run'), of('serve'), of('reuse')];
  const couldStand = running.filter(({ reasons }) => reasons.length === 0);
  const title = plan.takesOver
    ? `Runs ${countNodes(labels(running))}`
    : `Runs all that is selected, for nothing says reuse: ${countNodes(labels(running))}`;
  const reuseTitle = `Takes over from the release, for nothing that they follow from has changed: ${countNodes(labels(reused))}`;
  return [
    [title, runningRows(running, plan, context)],
    ['Computes on the way, for what reads them', serving.map(({ node }) => [node.name, node.kind])],
    [reuseTitle, nameRows(reused)],
    [
      `With --reuse it would take over: ${countNodes(labels(couldStand))}`,
      plan.takesOver ? [] : nameRows(couldStand),
    ],
  ];
}

/** Tests that run because their tables do are only counted. */
function runningRows(
  running: readonly PlannedNode[],
  plan: BuildPlan,
  context: PlanTextContext,
): readonly (readonly string[])[] {
  const [others, own] = [running.filter(isOfItsTable), running.filter(node => !isOfItsTable(node))];
  const rest = others.length === 0 ? [] : [[`and ${countNodes(labels(others))} of these tables`]];
  return [...own.map(node => nodeRow(node, plan, context)), ...rest];
}

function isOfItsTable({ node, reasons }: PlannedNode): boolean {
  return isTest(node) && reasons.every(({ kind }) => kind === 'first-build' || kind === 'parent');
}

function nodeRow(
  { node, reasons }: PlannedNode,
  { takesOver }: BuildPlan,
  { nameOf }: PlanTextContext,
): readonly string[] {
  const why = reasons.length === 0 && !takesOver ? 'asked for' : renderReasons(reasons, node, nameOf);
  return [node.name, node.kind, why];
}

/** Tables by name; the many tests are only counted. */
function nameRows(nodes: readonly PlannedNode[]): readonly (readonly string[])[] {
  const names = nodes
    .map(({ node }) => node)
    .filter(({ resourceType }) => ['model', 'seed', 'snapshot'].includes(resourceType))
    .map(({ name }) => name);
  return names.length === 0 ? [] : [[names.join(', ')]];
}

function sourceRow({ news }: PlannedSource): readonly string[] {
  const { node, files, bytes, readBy, added, changed, removed } = news;
  const counts = { added: added.length, changed: changed.length, removed: removed.length };
  const first = [...added, ...changed, ...removed][0];
  const isSame = first === undefined;
  const what = isSame ? 'as the release read them' : `${renderFileCounts(counts)}, e.g. ${first.path}`;
  return [
    sourceLabel(node),
    renderQuantity(files, 'file'),
    renderBytes(bytes),
    readBy === undefined ? 'never read yet' : what,
  ];
}

function tableRows({ reads }: BuildPlan): readonly (readonly string[])[] {
  return reads.map(({ name, files, bytes, lake }) => [
    name,
    renderQuantity(files, 'file'),
    renderBytes(bytes),
    lake === undefined ? 'of the release' : `of the release in ${lake}`,
  ]);
}

function writeRow(
  { name, way, writes, before, partitionBy, newFiles, batches, follows, damaged }: PlannedTable,
  { nameOf }: PlanTextContext,
): readonly string[] {
  const held = before === undefined ? 'new' : renderQuantity(before.partitions, 'partition');
  const handed = newFiles === undefined ? '' : `; is handed ${newFilesText(newFiles, nameOf)}`;
  const computed = batches === undefined ? '' : `; computes ${batchesText(batches)}`;
  const by = partitionBy.length === 0 ? 'one file or more' : `by ${partitionBy.join(', ')}`;
  const lost =
    damaged.length === 0
      ? ''
      : `; ${renderQuantity(damaged.length, 'partition')} of missing or damaged files`;
  return [
    name,
    before === undefined || partitionBy.length === 0 ? by : `${by}: ${held}`,
    `${follows === undefined ? written(way, writes, before) : followingText(follows, nameOf)}${handed}${computed}${lost}`,
  ];
}

/** `2 new files of raw.events, e.g. data/events/3.json`. */
function newFilesText(
  { source, files, changed, gone }: PlannedNewFiles,
  nameOf: (id: string) => string,
): string {
  const counts = renderFileCounts({ added: files.length - changed, changed, removed: gone });
  const first = files[0] === undefined ? '' : `, e.g. ${files[0].path}`;
  return `${counts === '' ? 'no file' : counts} of ${nameOf(source)}${first}`;
}

/** `2 batches, 2026-01-30 to 2026-01-31: the latest and what lookback says`. */
function batchesText({ size, batches, because }: NonNullable<PlannedTable['batches']>): string {
  const [first, last] = [batches[0], batches.at(-1)];
  if (first === undefined || last === undefined) return 'no batch: begin is still to come';
  const [from, to] = [batchLabel(first, size), batchLabel(last, size)];
  const named = from === to ? from : `${from} to ${to}`;
  return `${renderQuantity(batches.length, 'batch')}, ${named}: ${whyBatches[because]}`;
}

const whyBatches = {
  asked: 'what --event-time-start and --event-time-end ask for',
  begin: 'all from begin on',
  latest: 'the latest, with its lookback',
  missed: 'all since the last one that was computed, with its lookback',
} as const;

/** `follows stg_payments by user_id: the partitions with keys of what changes there; all of them if levels changes`. */
function followingText(
  { node, key, replaces, unless }: PlannedFollowing,
  nameOf: (id: string) => string,
): string {
  const followed = `follows ${nameOf(node)} by ${key.join(', ')}`;
  if (replaces === 'none') return `${followed}: nothing, for nothing that it reads changes`;
  if (replaces === 'all') return `${followed}: all of it, computed out of all that it reads`;
  const others =
    unless.length === 0
      ? ''
      : `; all of it if ${new Intl.ListFormat('en', { type: 'disjunction' }).format(unless.map(nameOf))} changes`;
  return `${followed}: the partitions with rows of keys that occur in what changes there${others}`;
}

function written(
  way: PlannedTable['way'],
  writes: PlannedTable['writes'],
  before: PlannedTable['before'],
): string {
  if (before === undefined) return 'all of it, for it is new';
  if (writes === 'all') return 'all of it, for its columns, partitions or format change';
  if (way === 'microbatch') return 'the partitions that its batches fall into, with what else is in them';
  if (writes === 'changed') return 'what comes out with other rows; the rest keeps its files';
  return `${way}: the partitions that new rows fall into; the others carry over unread`;
}

function catalogRows({ catalog }: BuildPlan): readonly (readonly string[])[] {
  return [
    ...catalog.added.map(({ name, columns }) => [
      `+ ${name}`,
      columns.map(column => `${column.name} ${column.type}`).join(', '),
    ]),
    ...catalog.changed.map(({ name, columns }) => [`~ ${name}`, renderColumnChanges(columns)]),
    ...catalog.orphaned.map(name => [
      `? ${name}`,
      `nothing publishes it any more; it stays until: sparkify releases prune --tables ${name}`,
    ]),
  ];
}

/** What follows a release, as far as nobody need be asked. */
function catalogRow(
  { writes }: BuildPlan,
  catalog: PlanTextContext['config']['target']['catalog'],
): readonly (readonly string[])[] {
  const tables = writes.filter(({ name }) => !catalog?.except.includes(name));
  if (catalog === undefined || tables.length === 0) return [];
  const what = `${renderQuantity(tables.length, 'table')} registered in the database ${catalog.database} when the release is published`;
  return [['Glue', what]];
}

function expectedRows(plan: BuildPlan, { config, nameOf }: PlanTextContext): readonly (readonly string[])[] {
  const { memory, requests, nodes } = plan;
  if (nodes.every(({ action }) => action === 'reuse')) return [];
  const largest = memory.largest === undefined ? '' : `, the largest ${nameOf(memory.largest)}`;
  const limit = config.target.memoryLimit ?? "80 % of the machine's memory";
  const room = `about ${renderBytes(memory.bytes)} of tables at once${largest}; beyond ${limit} DuckDB spills to disk`;
  return [
    ...catalogRow(plan, config.target.catalog),
    ['memory', memory.bytes === 0 ? `what its queries take; beyond ${limit} DuckDB spills to disk` : room],
    ...(requests === undefined
      ? []
      : [
          [
            'S3',
            `at most about ${renderCount(requests.get)} GET, ${renderCount(requests.list)} LIST, ${renderCount(requests.put)} PUT, ${renderCount(requests.copy)} COPY`,
          ],
        ]),
  ];
}

function ending({ nodes, diagnostics }: BuildPlan): string {
  if (diagnostics.some(({ severity }) => severity === 'error'))
    return 'This build would be refused: see the errors below. No data were read, and nothing was changed.';
  if (nodes.length === 0) return 'Nothing to do: nothing is selected that a build runs.';
  if (nodes.every(({ action }) => action === 'reuse'))
    return 'Nothing new: a build would read nothing and change no table. No data were read, and nothing was changed.';
  return 'No data were read, and nothing was changed.';
}

function labels(nodes: readonly PlannedNode[]) {
  return nodes.map(({ node }) => node);
}
