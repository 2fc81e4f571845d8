import type { ColumnType } from './column-type.ts';
import { parseColumnType } from './parse-column-type.ts';
import { renderColumnType } from './render-column-type.ts';

/** What a Parquet file makes of a type that it cannot hold. */
export interface ParquetLoss {
  /** The innermost type that is lost, e.g. `HUGEINT` of `HUGEINT[]`. */
  readonly part: string;
  /** What comes back, e.g. `DOUBLE`, or in words when the type returns but its values do not. */
  readonly becomes: string;
  /** What to cast to before the column is published. */
  readonly instead: string;
}

/**
 * Whether every value of a type, and the type itself, come back from a Parquet file as they were.
 *
 * @param type a tree, or the text of a DuckDB type (throws ColumnTypeError when it is none).
 */
export function isExactInParquet(type: ColumnType | string): boolean {
  return parquetLoss(type) === undefined;
}

/**
 * Why a type is not exact in Parquet; undefined when it is.
 *
 * @param type a tree, or the text of a DuckDB type (throws ColumnTypeError when it is none).
 * @example parquetLoss('HUGEINT[]') // { part: 'HUGEINT', becomes: 'DOUBLE', instead: 'BIGINT or DECIMAL(38,0)' }
 */
export function parquetLoss(type: ColumnType | string): ParquetLoss | undefined {
  const tree = typeof type === 'string' ? parseColumnType(type) : type;
  // DuckDB writes a VARIANT only as a column of its own.
  if (tree.kind === 'scalar' && tree.name === 'VARIANT') return undefined;
  return lossOf(tree);
}

function lossOf(type: ColumnType): ParquetLoss | undefined {
  switch (type.kind) {
    case 'scalar':
      return lostScalar(type.name);
    case 'decimal':
      return undefined;
    case 'list':
      return lossOf(type.element);
    case 'array':
      return lossOf(type.element) ?? lostArray(type.element, renderColumnType(type));
    case 'struct':
      return firstLoss(type.fields.map(field => field.type));
    case 'map':
      return firstLoss([type.key, type.value]);
    case 'union':
      return {
        part: renderColumnType(type),
        becomes: 'a STRUCT with a column per member',
        instead: 'STRUCT',
      };
    case 'enum':
      return { part: renderColumnType(type), becomes: 'VARCHAR', instead: 'VARCHAR' };
  }
}

function firstLoss(types: readonly ColumnType[]): ParquetLoss | undefined {
  return types.map(lossOf).find(loss => loss !== undefined);
}

function lostArray(element: ColumnType, part: string): ParquetLoss {
  const list = `${renderColumnType(element)}[]`;
  return { part, becomes: list, instead: list };
}

function lostScalar(name: string): ParquetLoss | undefined {
  const lost = lostScalars[name];
  return lost === undefined ? undefined : { part: name, becomes: lost[0], instead: lost[1] };
}

/** What becomes of it, what to use instead: measured on DuckDB 1.5; the round trip of every type is a test. */
const lostScalars: Readonly<Record<string, readonly [becomes: string, instead: string]>> = {
  BIGNUM: ['VARCHAR', 'DECIMAL(38,0) or VARCHAR'],
  BIT: ['VARCHAR', 'VARCHAR or BLOB'],
  GEOMETRY: ["GEOMETRY('OGC:CRS84')", 'BLOB (well-known binary) or VARCHAR (well-known text)'],
  HUGEINT: ['DOUBLE', 'BIGINT or DECIMAL(38,0)'],
  INTERVAL: ['an INTERVAL of whole milliseconds', 'BIGINT (microseconds)'],
  'TIME WITH TIME ZONE': ['the time in UTC, without its offset', 'TIME or TIMESTAMP'],
  TIME_NS: ['VARCHAR', 'TIME'],
  TIMESTAMP_MS: ['TIMESTAMP', 'TIMESTAMP'],
  TIMESTAMP_S: ['TIMESTAMP', 'TIMESTAMP'],
  TYPE: ['nothing: it cannot be written', 'VARCHAR'],
  UHUGEINT: ['DOUBLE', 'UBIGINT or DECIMAL(38,0)'],
  VARIANT: ['nothing: it cannot be written inside another type', 'JSON'],
};
