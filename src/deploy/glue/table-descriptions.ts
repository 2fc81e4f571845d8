import { createHash } from 'node:crypto';
import { lakeName } from '../../columns/table-name.ts';
import { type CompiledNode, isPublished } from '../../compile/node.ts';

export interface TableDescription {
  readonly table: string;
  /** By the names of columns in lower case. */
  readonly columns: ReadonlyMap<string, string>;
}

/** What a project says of its tables, by their names in the lake. */
export type TableDescriptions = ReadonlyMap<string, TableDescription>;

export function tableDescriptions(nodes: readonly CompiledNode[]): TableDescriptions {
  return new Map(
    nodes.filter(isPublished).map(({ relation, description, columns }) => [
      lakeName(relation),
      {
        table: description,
        columns: new Map(columns.map(column => [column.name.toLowerCase(), column.description])),
      },
    ]),
  );
}

/** Stands for them. */
export function digestOfDescriptions(descriptions: TableDescriptions): string {
  const plain = [...descriptions]
    .map(([name, { table, columns }]) => [name, table, ...[...columns].flat()])
    .sort();
  return createHash('sha256').update(JSON.stringify(plain)).digest('hex').slice(0, 32);
}
