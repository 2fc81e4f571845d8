import { lakeName } from '../../columns/table-name.ts';
import type { CompiledSource } from '../../compile/node.ts';
import { isQuery, type TableNode } from '../../compile/node.ts';
import { tableLabel } from '../../compile/table-label.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Release, ReleasedTable } from '../../release/documents.ts';
import type { Lake } from '../../release/lake.ts';
import { releasesOf } from './released-partitions.ts';
import { type LedgerFiles, unitedLedgers } from './source-ledger-files.ts';

/** A number of files that rows cannot have come from more than, or why there is none. */
export type Bound =
  | { readonly files: number; readonly whyUnknown?: undefined }
  | { readonly files?: undefined; readonly whyUnknown: string };

export interface BoundInput {
  readonly source: CompiledSource;
  /** The table, and all that it is made of. */
  readonly nodes: readonly TableNode[];
  /** The releases that wrote the files that are asked for. */
  readonly writtenBy: Iterable<string>;
  readonly table: ReleasedTable;
  /** What the current release says. */
  readonly current: LedgerFiles;
  readonly lake: Pick<Lake, 'ledger' | 'release' | 'files'>;
}

/**
 * How many files of a source rows may have come from: all that the ledgers name of the releases that wrote them, and that wrote the
 * tables which were read to do so.
 */
export async function filesAtMost(input: BoundInput): Promise<Bound> {
  const { source, table, current, lake } = input;
  if (table.deferredTo !== undefined) return { whyUnknown: elsewhere(table) };
  const found = await releasesOnTheWay(input);
  if ('whyUnknown' in found) return found;
  const ledgers = found.releases.flatMap(({ sources }) =>
    sources.filter(({ node }) => node === source.uniqueId),
  );
  if (ledgers.length === 0) return { whyUnknown: 'No release that wrote its rows has put down files.' };
  const paths = new Set(current.entries.map(({ path }) => path));
  const united = await unitedLedgers(
    ledgers.map(({ ledger }) => ledger),
    lake,
  );
  for (const { path } of united) paths.add(path);
  return { files: paths.size };
}

function keepsEarlierRows(node: TableNode): boolean {
  return isQuery(node) && (node.resourceType === 'snapshot' || node.config.materialized === 'incremental');
}

type FoundReleases = { readonly releases: readonly Release[] } | { readonly whyUnknown: string };

/**
 * The releases that wrote rows, and those that wrote what these releases read to make them; all that were before them, where a table
 * on the way keeps rows of earlier builds.
 */
async function releasesOnTheWay({ nodes, writtenBy, lake }: BoundInput): Promise<FoundReleases> {
  const names = new Set(
    nodes.filter(({ resourceType }) => resourceType !== 'source').map(node => lakeName(node.relation)),
  );
  const earlier = nodes.find(keepsEarlierRows);
  const ids = new Set(writtenBy);
  const lists = new Set<string>();
  const releases: Release[] = [];
  for (const id of ids) {
    const release = await keptRelease(id, lake);
    if (release === undefined) return { whyUnknown: notKept(id, earlier) };
    releases.push(release);
    if (earlier !== undefined && release.parent !== null) ids.add(release.parent);
    for (const table of release.tables.filter(({ name }) => names.has(name))) {
      if (table.deferredTo !== undefined) return { whyUnknown: elsewhere(table) };
      if (lists.has(table.fileList)) continue;
      lists.add(table.fileList);
      for (const writer of releasesOf(await lake.files(table))) ids.add(writer);
    }
  }
  return { releases };
}

function notKept(id: string, earlier: TableNode | undefined): string {
  return earlier === undefined
    ? `The lake keeps release ${id} no more, which wrote rows.`
    : `${tableLabel(earlier)} keeps rows of earlier builds, and the lake keeps release ${id} no more.`;
}

async function keptRelease(id: string, lake: Pick<Lake, 'release'>): Promise<Release | undefined> {
  try {
    return await lake.release(id);
  } catch (error) {
    if (error instanceof SparkifyError && error.code === 'unknown-release') return undefined;
    throw error;
  }
}

function elsewhere({ name }: ReleasedTable): string {
  return `${name} was made of tables of another lake.`;
}
