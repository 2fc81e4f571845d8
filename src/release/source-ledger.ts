import { isDeepStrictEqual as isEqual } from 'node:util';
import { sum } from '../storage/sum.ts';
import { damagedDocument } from './document-format.ts';
import type { LedgerEntry, ReleasedSource, SourceFileState } from './documents.ts';
import type { LakeContext } from './lake-context.ts';
import { ledgerKey } from './layout.ts';

/** The files of a source as a build read them. */
export interface SourceChange {
  /** What messages call it, e.g. `raw.events`. */
  readonly name: string;
  /** Unique id of the source. */
  readonly node: string;
  readonly files: readonly SourceFileState[];
}

export interface PlannedSource {
  readonly source: ReleasedSource;
  readonly entries: readonly LedgerEntry[];
  /** False: the ledger of the base release says the same. */
  readonly changed: boolean;
}

/** A ledger of the base release with its entries. */
export interface BaseSource {
  readonly source: ReleasedSource;
  readonly entries: readonly LedgerEntry[];
}

/**
 * What a reading makes of the ledger of a source. A file that is as it was keeps the release that read it first, and how
 * many rows it has when nobody counted them this time.
 */
export function planSource(
  { name, node, files }: SourceChange,
  base: BaseSource | undefined,
  version: string,
): PlannedSource {
  const before = new Map(base?.entries.map(entry => [entry.path, entry]));
  const entries = [...files]
    .sort((left, right) => (left.path < right.path ? -1 : 1))
    .map((file): LedgerEntry => {
      const known = before.get(file.path);
      if (known === undefined || !isSameFile(known, file)) return { ...file, release: version };
      return { ...file, rows: file.rows ?? known.rows, release: known.release };
    });
  if (base !== undefined && base.source.node === node && isEqual(entries, base.entries))
    return { ...base, changed: false };
  const counted = entries.every(({ rows }) => rows !== null);
  const source: ReleasedSource = {
    name,
    node,
    version,
    ledger: ledgerKey(name, version),
    files: entries.length,
    bytes: sum(entries.map(({ size }) => size)),
    rows: counted ? sum(entries.map(({ rows }) => rows!)) : null,
    quarantined: sum(entries.map(({ quarantined }) => quarantined)),
  };
  return { source, entries, changed: true };
}

/** What tells a file from another one of its name. */
type FileIdentity = Pick<SourceFileState, 'etag' | 'size' | 'modified'>;

/** By its ETag on S3, else by size and time, as of a file that was listed once more. */
export function isSameFile(known: FileIdentity, now: FileIdentity): boolean {
  return (
    known.etag === now.etag &&
    known.size === now.size &&
    (now.etag !== null || known.modified === now.modified)
  );
}

/** The files that a ledger names. Throws `lake-damaged` when it is missing. */
export async function readLedger(
  { store, ledgers }: Pick<LakeContext, 'store' | 'ledgers'>,
  key: string,
): Promise<readonly LedgerEntry[]> {
  const object = await store.get(key);
  if (object === undefined || ledgers === undefined) throw damagedDocument(store.label, key);
  return ledgers.decode(object.bytes);
}
