import { resolve } from 'node:path';
import type { CompiledSource } from '../../compile/node.ts';
import { isS3Address } from '../../config/s3-address.ts';
import type { LedgerEntry, Release, ReleasedTable } from '../../release/documents.ts';
import type { Lake } from '../../release/lake.ts';
import { fileNames } from '../../source/file-names.ts';

/** What releases put down of the files of a source. */
export interface LedgerFiles {
  /** Where the current release names them; undefined when no release has read the source. */
  readonly ledger: string | undefined;
  /** Each path once. */
  readonly entries: readonly LedgerEntry[];
}

/**
 * What the ledgers say, together, that a release names: those of its tables on the way, of which each may have read at another
 * time, and that of the source itself.
 *
 * @param tables the nearest ones to the asked one first
 */
export async function ledgerFiles(
  { uniqueId }: CompiledSource,
  tables: readonly ReleasedTable[],
  release: Release,
  lake: Pick<Lake, 'ledger'>,
): Promise<LedgerFiles> {
  const named = tables
    .flatMap(({ readFiles = [] }) => readFiles)
    .filter(({ source }) => source === uniqueId)
    .map(({ ledger }) => ledger);
  const own = release.sources.find(({ node }) => node === uniqueId)?.ledger;
  const ledgers = own === undefined ? named : [own, ...named];
  return { ledger: ledgers[0], entries: await unitedLedgers(ledgers, lake) };
}

/** The entries of several ledgers by their paths; of one that several name, that of the first. */
export async function unitedLedgers(
  ledgers: Iterable<string>,
  lake: Pick<Lake, 'ledger'>,
): Promise<readonly LedgerEntry[]> {
  const byPath = new Map<string, LedgerEntry>();
  for (const ledger of new Set(ledgers)) {
    for (const entry of await lake.ledger(ledger)) if (!byPath.has(entry.path)) byPath.set(entry.path, entry);
  }
  return [...byPath.values()];
}

/**
 * Finds what ledgers say of a file that rows call by its name below the folder of its source. That may lie elsewhere now: then
 * it is the file whose path ends so, if there is no other. Of a file that is not found nothing but its name is known.
 */
export function filesByName(
  { location }: CompiledSource,
  entries: readonly LedgerEntry[],
  projectDir: string,
): (name: string) => { readonly path: string; readonly read: LedgerEntry | undefined } {
  const paths = entries.map(({ path }) => ({ path: isS3Address(path) ? path : resolve(projectDir, path) }));
  const names = fileNames(paths, { location, projectDir });
  const byName = new Map(names.map((name, index) => [name, entries[index]!]));
  return name => {
    const read = byName.get(name) ?? onlyEndingIn(name, entries);
    return { path: read?.path ?? name, read };
  };
}

function onlyEndingIn(name: string, entries: readonly LedgerEntry[]): LedgerEntry | undefined {
  const [found, ...others] = entries.filter(({ path }) => path.endsWith(`/${name}`));
  return others.length === 0 ? found : undefined;
}
