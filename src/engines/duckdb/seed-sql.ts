import { ColumnTypeError } from '../../columns/column-type.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { renderColumnType } from '../../columns/render-column-type.ts';
import type { CompiledSeed } from '../../compile/node.ts';
import { textFitsSql } from './text-fits-sql.ts';

/**
 * The rows of a seed file. Declared columns are read as text and cast with nothing lost, or the query fails; the types
 * of the others are inferred from the whole file.
 */
export function seedSql(seed: CompiledSeed, projectDir: string): string {
  const casts = declaredColumns(seed).map(({ name, type, fits }) => {
    const text = quoteIdentifier(name);
    const value = `TRY_CAST(${text} AS ${type})`;
    return `CASE WHEN ${text} IS NULL OR ${fits} THEN ${value} ELSE error('a value does not fit') END AS ${text}`;
  });
  const replaced = casts.length === 0 ? '' : ` REPLACE (${casts.join(', ')})`;
  return `SELECT *${replaced} FROM ${readCsvSql(seed, projectDir)}`;
}

/** The distinct texts in declared columns that do not fit: name of the column, its type, text. */
export function seedMisfitsSql(seed: CompiledSeed, projectDir: string): string | undefined {
  const parts = declaredColumns(seed).map(({ name, type, fits }) => {
    const text = quoteIdentifier(name);
    return `SELECT DISTINCT ${quoteLiteral(name)}, ${quoteLiteral(type)}, ${text} FROM ${readCsvSql(seed, projectDir)} WHERE NOT ${fits}`;
  });
  return parts.length === 0 ? undefined : parts.join(' UNION ALL ');
}

/** What is no DuckDB type is left out here: the check of the project reports it. */
function declaredColumns(seed: CompiledSeed) {
  return Object.entries(seed.columnTypes).flatMap(([name, declared]) => {
    try {
      const type = parseColumnType(declared);
      return [{ name, type: renderColumnType(type), fits: textFitsSql(type, quoteIdentifier(name)) }];
    } catch (error) {
      if (error instanceof ColumnTypeError) return [];
      throw error;
    }
  });
}

/** What DuckDB would guess besides types is said: it skips first lines that have fewer fields, for example. */
function readCsvSql(seed: CompiledSeed, projectDir: string): string {
  const path = quoteLiteral(`${projectDir}/${seed.file}`);
  const texts = declaredColumns(seed).map(({ name }) => `${quoteLiteral(name)}: 'VARCHAR'`);
  const types = texts.length === 0 ? '' : `, types = {${texts.join(', ')}}`;
  const dialect = `header = true, skip = 0, comment = '', delim = ${quoteLiteral(seed.delimiter)}, quote = '"', escape = '"'`;
  return `read_csv(${path}, ${dialect}, sample_size = -1${types})`;
}
