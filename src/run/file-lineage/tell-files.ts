import { UntoldError } from '../../check/lineage/carried-files/carried-files.ts';
import { CarriedTables, type TablesInput } from '../../check/lineage/carried-files/carried-tables.ts';
import type { Column } from '../../columns/column.ts';
import { tracedRelation } from '../../columns/relation.ts';
import { lakeName } from '../../columns/table-name.ts';
import type { CompiledSource } from '../../compile/node.ts';
import { tableLabel } from '../../compile/table-label.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { ReleasedTable } from '../../release/documents.ts';
import type { AskedValue } from './asked-partitions.ts';
import { type CountedRows, countFiles } from './count-files.ts';
import type { FilesAtMost } from './file-lineage.ts';
import { filesAtMost } from './files-at-most.ts';
import type { ReleasedPartition } from './released-partitions.ts';
import { filesByName, type LedgerFiles, ledgerFiles } from './source-ledger-files.ts';
import type { TraceFilesInput } from './trace-files.ts';
import type { TracedTables } from './traced-tables.ts';

export interface TellInput extends TraceFilesInput {
  readonly source: CompiledSource;
  readonly known: TablesInput;
  readonly traced: TracedTables;
  readonly partitionColumns: readonly Column[];
  readonly asked: readonly AskedValue[];
  /** Those that are asked for. */
  readonly partitions: readonly ReleasedPartition[];
  readonly projectDir: string;
}

/** What is told of the files of one source. */
export type ToldFiles = FilesAtMost | ToldByRows;

export interface ToldByRows {
  readonly kind: 'exact';
  readonly source: CompiledSource;
  /** By partition, as `countFiles` gives it; undefined where rows of the source only filter. */
  readonly counted: ReadonlyMap<string, CountedRows> | undefined;
  /** Whether the rows that were counted are those of the release, and not computed again. */
  readonly isReleased: boolean;
  readonly fileOf: ReturnType<typeof filesByName>;
}

/** Counts the rows that came from each file of a source, or says why that cannot be done. */
export async function tellFiles(input: TellInput): Promise<ToldFiles> {
  const { source, known, node, projectDir } = input;
  const tables = new CarriedTables(source, known);
  const ledger = await ledgerFiles(source, releasedTables(input), input.release, input.lake.lake);
  const found = tables.filesOf(node);
  if (found.kind === 'untold') return atMost(input, ledger, found);
  const exact = {
    ...({ kind: 'exact', source } as const),
    isReleased: found.kind === 'kept',
    fileOf: filesByName(source, ledger.entries, projectDir),
  };
  if (found.kind === 'none') return { ...exact, counted: undefined };
  try {
    return { ...exact, counted: await count(tables, input) };
  } catch (error) {
    return atMost(input, ledger, whyFailed(error, input));
  }
}

async function count(
  tables: CarriedTables,
  { source, traced, node, table, session, partitionColumns, asked }: TellInput,
): Promise<ReadonlyMap<string, CountedRows>> {
  await traced.bindFiles(node, tables);
  const relation = tracedRelation(node.relation, source.uniqueId);
  const isReleased = tables.filesOf(node).kind === 'kept';
  const released = isReleased ? undefined : await traced.bindReleased(node, tables);
  return countFiles(session, { relation, released, columns: table.columns, partitionColumns, asked });
}

interface Failure {
  readonly why: string;
  readonly hint: string | undefined;
}

function whyFailed(error: unknown, { node }: TellInput): Failure {
  if (error instanceof UntoldError) return error.untold;
  if (!(error instanceof SparkifyError) || error.code !== 'query-failed') throw error;
  const why = `The query of ${tableLabel(node)} cannot carry files along. ${error.message}`;
  return { why, hint: error.hint };
}

async function atMost(
  { source, known: { nodes }, table, partitions, lake: { lake } }: TellInput,
  current: LedgerFiles,
  { why, hint }: Failure,
): Promise<FilesAtMost> {
  const writtenBy = partitions.flatMap(({ writtenBy }) => writtenBy);
  const bound = await filesAtMost({ source, nodes, writtenBy, table, current, lake });
  return { kind: 'at-most', source, why, hint, ledger: current.ledger, ...bound };
}

/** The tables on the way as the release holds them, nearest first. */
function releasedTables({ known, release }: TellInput): readonly ReleasedTable[] {
  return known.nodes.flatMap(({ relation, resourceType }) => {
    const name = lakeName(relation);
    return resourceType === 'source' ? [] : release.tables.filter(table => table.name === name);
  });
}
