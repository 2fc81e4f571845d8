import { resolve } from 'node:path';
import type { CompiledSource } from '../../compile/node.ts';
import { isS3Address } from '../../config/s3-address.ts';
import type { LedgerEntry, Release, ReleasedTable } from '../../release/documents.ts';
import type { Lake } from '../../release/lake.ts';
import { fileLabel } from '../../source/file-label.ts';
import { fileNames, namingFolder } from '../../source/file-names.ts';

/** What releases put down of the files of a source. */
export interface LedgerFiles {
  /** Where they are named; undefined when no release has read the source. */
  readonly ledger: string | undefined;
  readonly entries: readonly LedgerEntry[];
}

/**
 * The ledger that says most of the files which came into a table: that which it names itself, or a table on the way does,
 * else that of the release.
 *
 * @param tables the nearest ones to the asked one first
 */
export async function ledgerFiles(
  source: CompiledSource,
  tables: readonly ReleasedTable[],
  release: Release,
  lake: Pick<Lake, 'ledger'>,
): Promise<LedgerFiles> {
  const named = tables.flatMap(({ readFiles = [] }) => readFiles);
  const ledger =
    named.find(read => read.source === source.uniqueId)?.ledger ??
    release.sources.find(({ node }) => node === source.uniqueId)?.ledger;
  return { ledger, entries: ledger === undefined ? [] : await lake.ledger(ledger) };
}

/** Finds what a ledger says of a file that rows call by its name below the folder of its source. */
export function filesByName(
  { location }: CompiledSource,
  entries: readonly LedgerEntry[],
  projectDir: string,
): (name: string) => { readonly path: string; readonly read: LedgerEntry | undefined } {
  const paths = entries.map(({ path }) => ({ path: isS3Address(path) ? path : resolve(projectDir, path) }));
  const names = fileNames(paths, { location, projectDir });
  const byName = new Map(names.map((name, index) => [name, entries[index]!]));
  const folder = namingFolder(location, projectDir);
  return name => {
    const read = byName.get(name);
    return { path: read?.path ?? fileLabel(`${folder}${name}`, projectDir), read };
  };
}
