import { parseColumnType } from './parse-column-type.ts';

/** How Athena computes the values of a partition column. */
export type ProjectionKind = 'integer' | 'date' | 'enum';

/**
 * Undefined when nothing but the queries themselves can tell which values there are.
 *
 * @param type a DuckDB type
 */
export function projectionKind(type: string): ProjectionKind | undefined {
  const tree = parseColumnType(type);
  return tree.kind === 'scalar' ? kinds[tree.name] : undefined;
}

/** Whether every query gives a value for a column: it is called `table.column` among these. */
export function isInjected(names: readonly string[], table: string, column: string): boolean {
  return names.some(name => name.toLowerCase() === `${table}.${column}`.toLowerCase());
}

const kinds: Readonly<Record<string, ProjectionKind>> = {
  BIGINT: 'integer',
  BOOLEAN: 'enum',
  DATE: 'date',
  INTEGER: 'integer',
  SMALLINT: 'integer',
  TINYINT: 'integer',
  UINTEGER: 'integer',
  USMALLINT: 'integer',
  UTINYINT: 'integer',
  UUID: 'enum',
  VARCHAR: 'enum',
};
