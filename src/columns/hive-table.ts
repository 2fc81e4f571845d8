import type { Column } from './column.ts';
import { findColumn } from './find-column.ts';
import { type HiveType, hivePartitionType, hiveType } from './hive-type.ts';

/** A table as the lake knows it. */
export interface LakeTable {
  readonly name: string;
  readonly format: string;
  readonly columns: readonly Column[];
  readonly partitionColumns: readonly string[];
}

export interface HiveColumn {
  /** In lower case, as Hive and Glue have it. */
  readonly name: string;
  readonly type: string;
  /** As the lake has it. */
  readonly column: Column;
}

/** A table as Hive, Glue and Athena know it. */
export interface HiveTable {
  readonly name: string;
  /** Without those that it is partitioned by. */
  readonly columns: readonly HiveColumn[];
  /** In the order of the folders. */
  readonly keys: readonly HiveColumn[];
}

/** Why a table has no form there. */
export interface HiveProblem {
  /** Of the lake; undefined when it is about the whole table. */
  readonly column: string | undefined;
  /** One sentence. */
  readonly message: string;
  readonly hint: string;
}

/** How a table is called there: a dot after a schema becomes an underscore. */
export function hiveTableName(name: string): string {
  return name.replaceAll('.', '_').toLowerCase();
}

/** What a table of the lake is to Hive, with all that it cannot be. */
export function hiveTable(table: LakeTable): { table: HiveTable; problems: readonly HiveProblem[] } {
  const problems: HiveProblem[] = [...tableProblems(table)];
  const toHive = (column: Column, type: HiveType): HiveColumn => {
    problems.push(...columnProblems(table, column, type));
    return { name: column.name.toLowerCase(), type: type.ok ? type.type : 'string', column };
  };
  const isKey = ({ name }: Column) => findColumn(keyColumns, name) !== undefined;
  const keyColumns = table.partitionColumns.map(name => findColumn(table.columns, name)!);
  const columns = table.columns
    .filter(column => !isKey(column))
    .map(column => toHive(column, hiveType(column.type)));
  const keys = keyColumns.map(column => toHive(column, hivePartitionType(column.type)));
  problems.push(...twins(table, [...columns, ...keys]));
  return { table: { name: hiveTableName(table.name), columns, keys }, problems };
}

function tableProblems({ name, format }: LakeTable): readonly HiveProblem[] {
  const problems: HiveProblem[] = [];
  if (format !== 'parquet')
    problems.push({
      column: undefined,
      message: `${name} is ${format.toUpperCase()}, and only Parquet is registered.`,
      hint: leaveOut(name),
    });
  if (!/^\w{1,255}$/.test(hiveTableName(name)))
    problems.push({
      column: undefined,
      message: `${name} has a name that Athena does not take: it knows letters, digits and underscores.`,
      hint: `Give the model an alias. ${leaveOut(name)}`,
    });
  return problems;
}

function columnProblems(table: LakeTable, column: Column, type: HiveType): readonly HiveProblem[] {
  const problems: HiveProblem[] = [];
  const { name } = column;
  if (!type.ok) {
    const part = type.part === column.type ? '' : ` in ${column.type}`;
    problems.push({
      column: name,
      message: `${table.name}.${name} is ${type.part}${part}, which Athena would not read as it was written.`,
      hint: `Cast it to ${type.instead} in the query. ${leaveOut(table.name)}`,
    });
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Glue refuses
  if (/[\x00-\x1f,:;`<>]|^\s|\s$/.test(name) || Buffer.byteLength(name) > 255)
    problems.push({
      column: name,
      message: `${table.name} has the column ${JSON.stringify(name)}, whose name Glue does not take.`,
      hint: `Give it a name of letters, digits and underscores. ${leaveOut(table.name)}`,
    });
  return problems;
}

/** DuckDB tells letters beyond ASCII apart by case; Hive has them all in lower case. */
function twins({ name }: LakeTable, columns: readonly HiveColumn[]): readonly HiveProblem[] {
  return [...Map.groupBy(columns, column => column.name).values()]
    .filter(same => same.length > 1)
    .map(same => ({
      column: same[1]!.column.name,
      message: `${name} has the columns ${same.map(({ column }) => column.name).join(' and ')}, which Athena cannot tell apart.`,
      hint: `Rename one of them. ${leaveOut(name)}`,
    }));
}

function leaveOut(name: string): string {
  return `To leave the table out: \`except: ['${name}']\` of the target's catalog.`;
}
