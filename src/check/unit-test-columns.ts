import type { CompiledUnitTest, GivenTable } from '../compile/node.ts';
import type { Fixture } from '../project/fixture.ts';
import type { ColumnRef } from './lineage/lineage.ts';
import type { SchemaReader } from './schema-reader.ts';

/** The columns of which a unit test has values, in its inputs and in what its model should make. */
export interface UnitTestColumns {
  readonly gives: readonly ColumnRef[];
  readonly expects: readonly ColumnRef[];
}

/** @param test one that `check` finds sound */
export async function unitTestColumns(
  { given, expect, model }: CompiledUnitTest,
  reader: Pick<SchemaReader, 'describe'>,
): Promise<UnitTestColumns> {
  const ofTable = async (table: string, fixture: Fixture) =>
    (await namesIn(fixture, reader)).map(column => ({ table, column }));
  const gives = await Promise.all(
    given.filter(hasOwnRows).map(({ table, fixture }) => ofTable(table, fixture)),
  );
  return { gives: gives.flat(), expects: await ofTable(model.uniqueId, expect) };
}

/** The rows of a seed's own file are no part of the test. */
function hasOwnRows(given: GivenTable): given is GivenTable & { readonly fixture: Fixture } {
  return given.fixture.format !== 'seed';
}

async function namesIn(fixture: Fixture, reader: Pick<SchemaReader, 'describe'>): Promise<readonly string[]> {
  if (fixture.format !== 'sql') return fixture.columns;
  const described = await reader.describe(fixture.sql);
  return described.ok ? described.columns.map(({ name }) => name) : [];
}
