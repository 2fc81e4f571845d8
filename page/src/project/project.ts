import type {
  CurrentTable,
  LakeEntry,
  ReleaseEntry,
  TableEntry,
} from '../../../src/artifacts/page/lake-entry.ts';
import type { SelectableNode } from '../../../src/graph/selectable-node.ts';
import type { RowSample } from '../../../src/run/run-event.ts';
import type { ManifestEntry, RunResult, RunResults, SourceFreshness } from '../data/artifacts.ts';
import type { Documents } from '../data/documents.ts';

/** What a node is on this page; it decides its color and its place. `staging` are models that no reader of the lake sees. */
export type Kind = 'source' | 'seed' | 'staging' | 'model' | 'exposure';

export interface PageColumn {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly constraints: readonly string[];
  /** Data tests of this column alone, and constraints. */
  readonly tests: readonly ManifestEntry[];
}

/** A table or exposure with what the documents say of it. */
export interface PageNode {
  readonly id: string;
  /** `users`, `raw.events` */
  readonly label: string;
  readonly kind: Kind;
  readonly entry: ManifestEntry;
  /** The folder that it is listed under. */
  readonly group: string;
  readonly columns: readonly PageColumn[];
  /** Those that are of no single column. */
  readonly tests: readonly ManifestEntry[];
  readonly parents: readonly string[];
  readonly children: readonly string[];
  readonly table: TableEntry | undefined;
  readonly files: CurrentTable | undefined;
  readonly result: RunResult | undefined;
  readonly freshness: SourceFreshness | undefined;
  /** The worst that the last run or look at freshness says of it and its tests. */
  readonly health: Health;
}

export type Health = 'bad' | 'warn' | 'good' | 'unknown';

export interface PageProject {
  readonly name: string;
  readonly target: string;
  readonly generatedAt: string;
  readonly version: string;
  /** Parents before children. */
  readonly nodes: ReadonlyMap<string, PageNode>;
  readonly run: RunResults | null;
  readonly results: ReadonlyMap<string, RunResult>;
  readonly lake: LakeEntry | null;
  readonly current: ReleaseEntry | undefined;
  readonly selection: Documents['page']['selection'];
  readonly manifest: Documents['manifest'];
  readonly lineage: Documents['lineage'];
  readonly diagram: Documents['diagram'];
  readonly failingRows: FailingRows;
  readonly sources: Documents['sources'];
}

/** The first failing rows of tests, by unique id. */
export type FailingRows = ReadonlyMap<string, RowSample>;

/** Brings the documents together, each node once. */
export function buildProject(documents: Omit<Documents, 'code' | 'profiles'>): PageProject {
  const { manifest, page, lineage, sources } = documents;
  const run = documents['run-results'];
  // Those of another run say nothing of this one.
  const failing = sameRun(documents['failing-rows'], run);
  const results = new Map((run?.results ?? []).map(result => [result.unique_id, result]));
  const current = page.lake?.releases[0];
  const context: Context = {
    documents,
    results,
    tests: testsByNode(manifest),
    tables: new Map((current?.tables ?? []).map(table => [table.node, table])),
    fresh: new Map((sources?.results ?? []).map(result => [result.unique_id, result])),
  };
  const known = new Map(page.selection.nodes.map(node => [node.uniqueId, node]));
  const entries = [
    ...Object.values(manifest.sources),
    ...Object.values(manifest.nodes).filter(({ resource_type: type }) =>
      ['model', 'seed', 'snapshot'].includes(type),
    ),
    ...Object.values(manifest.exposures),
  ];
  const nodes = entries.map(entry => pageNode(entry, known.get(entry.unique_id), context));
  return {
    name: page.project,
    target: page.target,
    generatedAt: page.metadata.generated_at,
    version: page.metadata.sparkify_version,
    nodes: new Map(nodes.map(node => [node.id, node])),
    ...{ run, results, current, manifest, lineage, sources },
    lake: page.lake,
    selection: page.selection,
    diagram: documents.diagram,
    failingRows: new Map(Object.entries(failing?.results ?? {})),
  };
}

function sameRun(failing: Documents['failing-rows'], run: RunResults | null): Documents['failing-rows'] {
  return failing?.metadata.invocation_id === run?.metadata.invocation_id ? failing : null;
}

interface Context {
  readonly documents: Omit<Documents, 'code' | 'profiles'>;
  readonly results: ReadonlyMap<string, RunResult>;
  /** By unique id of the table that they are about. */
  readonly tests: ReadonlyMap<string, readonly ManifestEntry[]>;
  readonly tables: ReadonlyMap<string, TableEntry>;
  readonly fresh: ReadonlyMap<string, SourceFreshness>;
}

/** A test belongs to the table that it is declared on; a singular test to all that it reads. */
function testsByNode(manifest: Documents['manifest']): ReadonlyMap<string, readonly ManifestEntry[]> {
  const found = new Map<string, ManifestEntry[]>();
  const tests = [
    ...Object.values(manifest.nodes).filter(({ resource_type: type }) => type === 'test'),
    ...Object.values(manifest.unit_tests),
  ];
  for (const test of tests) {
    const reads = test.depends_on?.nodes ?? [];
    const owners = test.attached_node == null ? reads : [test.attached_node];
    for (const owner of test.resource_type === 'unit_test' ? owners.slice(0, 1) : owners) {
      const list = found.get(owner);
      if (list === undefined) found.set(owner, [test]);
      else list.push(test);
    }
  }
  return found;
}

function pageNode(
  entry: ManifestEntry,
  selectable: SelectableNode | undefined,
  { documents, results, tests, tables, fresh }: Context,
): PageNode {
  const { unique_id: id } = entry;
  const { manifest, page } = documents;
  const own = tests.get(id) ?? [];
  const isShown = (other: string) => !/^(test|unit_test|operation)\./.test(other);
  const columns = columnsOf(entry, page.columns[id] ?? [], own);
  const ofColumns = new Set(columns.flatMap(column => column.tests));
  const kind = kindOf(entry);
  return {
    ...{ id, kind, entry, columns },
    label:
      entry.source_name === undefined ? (entry.label ?? entry.name) : `${entry.source_name}.${entry.name}`,
    group: groupOf(entry, kind, selectable),
    tests: own.filter(test => !ofColumns.has(test)),
    parents: (manifest.parent_map[id] ?? []).filter(isShown),
    children: (manifest.child_map[id] ?? []).filter(isShown),
    table: tables.get(id),
    files: page.lake?.tables[id],
    result: results.get(id),
    freshness: fresh.get(id),
    health: worst([
      healthOf(results.get(id)?.status),
      freshnessHealth(fresh.get(id)?.status),
      ...own.map(test => healthOf(results.get(test.unique_id)?.status)),
    ]),
  };
}

function kindOf({ resource_type: type, config }: ManifestEntry): Kind {
  if (type === 'source' || type === 'seed' || type === 'exposure') return type;
  const isInternal =
    config?.published === false || config?.materialized === 'ephemeral' || config?.materialized === 'view';
  return isInternal ? 'staging' : 'model';
}

/** Sources by their name, models by their first folder. */
function groupOf(entry: ManifestEntry, kind: Kind, selectable: SelectableNode | undefined): string {
  if (kind === 'source') return entry.source_name ?? 'sources';
  if (kind === 'exposure') return 'exposures';
  if (kind === 'seed') return 'seeds';
  if (entry.resource_type === 'snapshot') return 'snapshots';
  const folders = entry.fqn.slice(1, -1);
  return folders[0] ?? (selectable === undefined ? 'models' : 'models');
}

function columnsOf(
  entry: ManifestEntry,
  typed: readonly { readonly name: string; readonly type: string }[],
  tests: readonly ManifestEntry[],
): readonly PageColumn[] {
  const declared = new Map(
    Object.values(entry.columns ?? {}).map(column => [column.name.toLowerCase(), column]),
  );
  const ofColumn = Map.groupBy(tests, test => test.column_name?.toLowerCase() ?? '');
  const columns =
    typed.length > 0
      ? typed
      : [...declared.values()].map(({ name, data_type: type }) => ({ name, type: type ?? '' }));
  return columns.map(({ name, type }) => {
    const known = declared.get(name.toLowerCase());
    return {
      ...{ name, type },
      description: known?.description ?? '',
      constraints: (known?.constraints ?? []).map(constraint => constraint.type),
      tests: ofColumn.get(name.toLowerCase()) ?? [],
    };
  });
}

export function healthOf(status: RunResult['status'] | undefined): Health {
  if (status === 'error' || status === 'fail' || status === 'partial success') return 'bad';
  if (status === 'warn' || status === 'skipped') return 'warn';
  return status === undefined ? 'unknown' : 'good';
}

export function freshnessHealth(status: SourceFreshness['status'] | undefined): Health {
  if (status === 'error' || status === 'runtime error') return 'bad';
  if (status === 'warn') return 'warn';
  return status === undefined ? 'unknown' : 'good';
}

const severity: readonly Health[] = ['bad', 'warn', 'good', 'unknown'];

export function worst(found: readonly Health[]): Health {
  return severity.find(health => found.includes(health)) ?? 'unknown';
}
