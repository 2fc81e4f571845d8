import { isDeepStrictEqual as isEqual } from 'node:util';
import type { Column } from '../../columns/column.ts';
import { partitionKey } from '../../columns/partition-value.ts';
import { lakeName } from '../../columns/table-name.ts';
import type { IncrementalConfig, SchemaChangePolicy } from '../../compile/model-config.ts';
import type { CompiledModel, QueryNode } from '../../compile/node.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type {
  Increment,
  OnStatement,
  OutdatedRows,
  ReadableTable,
  Session,
  TableChanges,
  TimedRows,
} from '../../engines/session.ts';
import type { DataFile, Release, ReleasedTable } from '../../release/documents.ts';
import type { Lake } from '../../release/lake.ts';
import type { DataAccess } from '../../storage/data-access.ts';
import { readableFiles, readableNear } from '../../storage/readable-files.ts';
import { sum } from '../../storage/sum.ts';
import type { IsWhole } from '../look-ahead.ts';
import { columnsAfter } from './columns-after.ts';
import type { NewFiles } from './find-new-files.ts';
import { type ChangesInput, type Following, findChanges } from './following.ts';

/** What joins a table of the base release, and that table. */
export interface TableIncrement extends Increment {
  /** Of the table afterwards. */
  readonly columns: readonly Column[];
  readonly before: readonly DataFile[];
}

/** A query whose rows join a table, and how. */
export interface IncrementQuery extends Pick<IncrementalConfig, 'strategy' | 'uniqueKey'> {
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly onSchemaChange: SchemaChangePolicy;
  readonly outdated?: OutdatedRows | undefined;
  readonly changes?: TableChanges | undefined;
  readonly windows?: TimedRows | undefined;
}

/** A table of the base release that stands bound to its relation, so that queries may read it. */
export interface OpenTable extends Pick<TableIncrement, 'before'> {
  readonly node: QueryNode;
  readonly table: ReadableTable;
}

/** Computes what is new of tables that keep what they have, and remembers it for whoever writes it. */
export interface Increments {
  /** Binds the relation of a model to its table with what is new; gives the number of rows. */
  compute(node: CompiledModel, onStatement: OnStatement): Promise<number>;
  /** Binds the relation of a node to its table as it is. Undefined when none is published whole. */
  open(node: QueryNode): Promise<OpenTable | undefined>;
  /** Binds it to the table with what is new; gives the number of rows. */
  add(open: OpenTable, query: IncrementQuery, onStatement: OnStatement): Promise<number>;
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
  /** What models read of new files, by their unique ids. */
  readonly newFiles: ReadonlyMap<string, Pick<NewFiles, 'outdated'>>;
  /** Models that follow a table, by their unique ids. */
  readonly following: ReadonlyMap<string, Following>;
  /** What a look at its files a moment ago has shown, where there was one. */
  readonly isWhole?: IsWhole | undefined;
  /** How many times all of a table is read, by its unique id. */
  readonly readersOf: (id: string) => number;
  /** What this run, or the attempt that it goes on with, made of a table. */
  readonly changeOf: ChangesInput['changeOf'];
}

export function createIncrements(options: Options): Increments {
  const { session, lake, data, base, columns, newFiles, following, readersOf, changeOf } = options;
  const known = new Map<string, TableIncrement>();
  const open: Increments['open'] = async node => {
    const released = base?.tables.find(({ name }) => name === lakeName(node.relation));
    if (released === undefined || released.sample !== undefined) return undefined;
    refuseOtherFiles(node, released);
    const before = await soundFiles(options, released, node);
    const isRepeated = readersOf(node.uniqueId) > 1;
    const files = isRepeated ? await readableNear(before, data) : readableFiles(before, data);
    const { format, partitionColumns } = released;
    const table = { format, columns: released.columns, partitionColumns, files };
    await session.bindReleased(node.relation, table);
    return { node, table, before };
  };
  const add: Increments['add'] = async ({ node, table, before }, query, onStatement) => {
    const { relation, name, uniqueId } = node;
    const { onSchemaChange: policy, ...joins } = query;
    const after = columnsAfter({ name, policy, before: table.columns, now: query.columns });
    const spec = { relation, label: name, ...joins, base: table, after };
    const increment = await session.computeIncrement(spec, onStatement);
    known.set(uniqueId, { ...increment, columns: after, before });
    return increment.rows + rowsOf(untouchedFiles(before, increment));
  };
  return {
    ...{ open, add, of: id => known.get(id) },
    async compute(node, onStatement) {
      const { sql, uniqueId, config, relation } = node;
      const followed = following.get(uniqueId);
      const changes = followed && (await findChanges(followed, { base: base!, lake, data, changeOf }));
      if (followed !== undefined && changes === undefined)
        return session.createTable(relation, followed.model.sql, onStatement);
      const opened = await open(node);
      if (opened === undefined) throw new Error(`${node.uniqueId} has no table to add to`);
      const { strategy, uniqueKey, onSchemaChange } = config.incremental;
      const outdated = newFiles.get(uniqueId)?.outdated;
      const joins = { strategy, uniqueKey, onSchemaChange, outdated, changes };
      return add(opened, { sql, columns: columns[uniqueId]!, ...joins }, onStatement);
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
  return sum(files.map(({ rows }) => rows));
}

/** @throws SparkifyError schema-changed */
export function refuseOtherFiles(node: QueryNode, { format, partitionColumns }: ReleasedTable): void {
  const { name, config } = node;
  if (config.format === format && isEqual(config.partitionBy, partitionColumns)) return;
  throw new SparkifyError(
    'schema-changed',
    `The ${titleOf(node)} is published as ${format} by ${partitionColumns.join(', ') || 'no columns'}, and now is ${config.format} by ${config.partitionBy.join(', ') || 'no columns'}.`,
    {
      hint: isModel(node)
        ? `Compute it from scratch: --full-refresh --select ${name}`
        : 'Write format and partition_by as they were: what it holds cannot be computed anew.',
    },
  );
}

function titleOf(node: QueryNode): string {
  return isModel(node) ? `incremental table ${node.name}` : `snapshot ${node.name}`;
}

function isModel({ resourceType }: QueryNode): boolean {
  return resourceType === 'model';
}

/** What is carried over must be there: nothing computes it again. */
async function soundFiles(
  { lake, isWhole }: Pick<Options, 'lake' | 'isWhole'>,
  table: ReleasedTable,
  node: QueryNode,
): Promise<readonly DataFile[]> {
  const files = await lake.files(table);
  if (await isWhole?.(table)) return files;
  const [damaged] = await lake.changedFiles(files);
  if (damaged === undefined) return files;
  throw new SparkifyError(
    'lake-damaged',
    `The published table ${node.name} lacks the file ${damaged.path}, or it is another one.`,
    {
      hint: isModel(node)
        ? `Bring it back from a copy, or compute the table from scratch: --full-refresh --select ${node.name}`
        : 'Bring it back from a copy, or go back to a release before it: sparkify releases rollback.',
    },
  );
}
