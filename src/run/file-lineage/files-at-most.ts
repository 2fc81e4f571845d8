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
  const { source, nodes, table, current, lake } = input;
  const earlier = nodes.find(keepsEarlierRows);
  if (earlier !== undefined) {
    const label = tableLabel(earlier);
    return { whyUnknown: `${label} keeps rows of earlier builds, of which the files may be gone.` };
  }
  if (table.deferredTo !== undefined) return { whyUnknown: elsewhere(table) };
  const found = await releasesOnTheWay(input);
  if ('whyUnknown' in found) return found;
  const ledgers = found.releases.map(({ sources }) => sources.find(({ node }) => node === source.uniqueId));
  if (ledgers.some(ledger => ledger === undefined)) {
    return { whyUnknown: 'A release that wrote its rows has put down no files.' };
  }
  const paths = new Set(current.entries.map(({ path }) => path));
  const united = await unitedLedgers(
    ledgers.map(each => each!.ledger),
    lake,
  );
  for (const { path } of united) paths.add(path);
  return { files: paths.size };
}

function keepsEarlierRows(node: TableNode): boolean {
  return isQuery(node) && (node.resourceType === 'snapshot' || node.config.materialized === 'incremental');
}

type FoundReleases = { readonly releases: readonly Release[] } | { readonly whyUnknown: string };

/** The releases that wrote rows, and those that wrote what these releases read to make them. */
async function releasesOnTheWay({ nodes, writtenBy, lake }: BoundInput): Promise<FoundReleases> {
  const names = new Set(
    nodes.filter(({ resourceType }) => resourceType !== 'source').map(node => lakeName(node.relation)),
  );
  const ids = new Set(writtenBy);
  const lists = new Set<string>();
  const releases: Release[] = [];
  for (const id of ids) {
    const release = await keptRelease(id, lake);
    if (release === undefined)
      return { whyUnknown: `The lake keeps release ${id} no more, which wrote rows.` };
    releases.push(release);
    for (const table of release.tables.filter(({ name }) => names.has(name))) {
      if (table.deferredTo !== undefined) return { whyUnknown: elsewhere(table) };
      if (lists.has(table.fileList)) continue;
      lists.add(table.fileList);
      for (const writer of releasesOf(await lake.files(table))) ids.add(writer);
    }
  }
  return { releases };
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
