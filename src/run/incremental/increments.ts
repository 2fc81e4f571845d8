import { isDeepStrictEqual as isEqual } from 'node:util';
import type { Column } from '../../columns/column.ts';
import { partitionKey } from '../../columns/partition-value.ts';
import { lakeName } from '../../columns/table-name.ts';
import type { CompiledModel } from '../../compile/node.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Increment, OnStatement, Session } from '../../engines/session.ts';
import type { DataFile, Release, ReleasedTable } from '../../release/documents.ts';
import type { Lake } from '../../release/lake.ts';
import type { DataAccess } from '../../storage/data-access.ts';
import { columnsAfter } from './columns-after.ts';

/** What joins a table of the base release, and that table. */
export interface TableIncrement extends Increment {
  /** Of the table afterwards. */
  readonly columns: readonly Column[];
  readonly before: readonly DataFile[];
}

/** Computes what is new of incremental models, and remembers it for whoever writes it. */
export interface Increments {
  /** Binds the relation of a model to its table with what is new; gives the number of rows. */
  compute(node: CompiledModel, onStatement: OnStatement): Promise<number>;
  /** Undefined of a node that is computed from scratch. */
  of(id: string): TableIncrement | undefined;
}

interface Options {
  readonly session: Session;
  readonly lake: Lake;
  readonly data: DataAccess;
  readonly base: Release | undefined;
  /** Of every table, as `check` inferred them. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
}

export function createIncrements({ session, lake, data, base, columns }: Options): Increments {
  const known = new Map<string, TableIncrement>();
  return {
    of: id => known.get(id),
    async compute(node, onStatement) {
      const { relation, config, name, sql, uniqueId } = node;
      const { strategy, uniqueKey, onSchemaChange: policy } = config.incremental;
      const table = base!.tables.find(released => released.name === lakeName(relation))!;
      const now = columns[uniqueId]!;
      const after = columnsAfter({ name, policy, before: table.columns, now });
      refuseOtherFiles(node, table);
      const before = await soundFiles(lake, table, name);
      const files = before.map(({ path, partition }) => ({ path: data.address(path), partition }));
      const { format, partitionColumns } = table;
      const readable = { format, columns: table.columns, partitionColumns, files };
      await session.bindReleased(relation, readable);
      const spec = { relation, label: name, sql, columns: now, base: readable, after, strategy, uniqueKey };
      const increment = await session.computeIncrement(spec, onStatement);
      known.set(uniqueId, { ...increment, columns: after, before });
      return increment.rows + rowsOf(untouchedFiles(before, increment));
    },
  };
}

/** Files of the release that stay as they are, whatever is written. */
export function untouchedFiles(before: readonly DataFile[], { replaced }: Increment): readonly DataFile[] {
  if (replaced === 'all') return [];
  const keys = new Set(replaced.map(partitionKey));
  return before.filter(file => !keys.has(partitionKey(file.partition)));
}

function rowsOf(files: readonly DataFile[]): number {
  return files.reduce((sum, { rows }) => sum + rows, 0);
}

/** @throws SparkifyError schema-changed */
export function refuseOtherFiles(
  { name, config }: CompiledModel,
  { format, partitionColumns }: ReleasedTable,
): void {
  if (config.format === format && isEqual(config.partitionBy, partitionColumns)) return;
  throw new SparkifyError(
    'schema-changed',
    `The incremental table ${name} is published as ${format} by ${partitionColumns.join(', ') || 'no columns'}, and now is ${config.format} by ${config.partitionBy.join(', ') || 'no columns'}.`,
    { hint: `Compute it from scratch: --full-refresh --select ${name}` },
  );
}

/** What is carried over must be there: nothing computes it again. */
async function soundFiles(lake: Lake, table: ReleasedTable, name: string): Promise<readonly DataFile[]> {
  const files = await lake.files(table);
  const [damaged] = await lake.changedFiles(files);
  if (damaged === undefined) return files;
  throw new SparkifyError(
    'lake-damaged',
    `The published table ${name} lacks the file ${damaged.path}, or it is another one.`,
    { hint: `Bring it back from a copy, or compute the table from scratch: --full-refresh --select ${name}` },
  );
}
