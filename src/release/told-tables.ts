import type { Release, ReleasedTable } from './documents.ts';
import type { PlannedTable } from './plan-table.ts';
import { proofOf, tablesByName } from './proof.ts';
import type { PlannedSource } from './source-ledger.ts';
import type { TableChange } from './table-change.ts';

/** The tables with what their rows were made by, where that is told: of one that carries over what was told last. */
export function proven(
  planned: readonly PlannedTable[],
  changes: readonly TableChange[],
  base: Release | undefined,
): readonly PlannedTable[] {
  const makings = new Map(changes.map(({ name, making }) => [name, making]));
  const versions = versionsOn(base, planned);
  return planned.map(each => {
    const making = makings.get(each.table.name);
    const proof = making && proofOf(making, versions);
    if (proof === undefined) return each;
    return { ...each, table: { ...each.table, recipe: making!.recipe, proof } };
  });
}

/** The tables with the files and tables that they were made of, where that is to be told and this build knows it. */
export function withWhatWasRead(
  planned: readonly PlannedTable[],
  changes: readonly TableChange[],
  ledgers: readonly PlannedSource[],
  base: Release | undefined,
): readonly PlannedTable[] {
  const asked = new Map(changes.map(change => [change.name, change]));
  const known = new Map(ledgers.map(({ source }) => [source.node, source.ledger]));
  const versions = versionsOn(base, planned);
  return planned.map(each => {
    const { readFiles: _, readTables: __, batchedUntil: ___, deferredTo: ____, ...table } = each.table;
    const change = asked.get(table.name);
    const files = change?.readFiles?.flatMap(source => {
      const ledger = known.get(source);
      return ledger === undefined ? [] : [{ source, ledger }];
    });
    const tables = change?.readTables?.flatMap(name => {
      const version = versions.get(name)?.version;
      return version === undefined ? [] : [{ name, version }];
    });
    const read = {
      ...(files?.length && { readFiles: files }),
      ...(tables?.length && { readTables: tables }),
      ...(change?.batchedUntil && { batchedUntil: change.batchedUntil }),
      ...(change?.deferredTo && { deferredTo: change.deferredTo }),
    };
    return { ...each, table: { ...table, ...read } };
  });
}

/** The tables that the new release will have, by name. */
export function versionsOn(
  base: Release | undefined,
  planned: readonly PlannedTable[],
): ReadonlyMap<string, ReleasedTable> {
  return new Map([...tablesByName(base), ...planned.map(({ table }) => [table.name, table] as const)]);
}
