import { notForColumns } from './keywords.ts';

/** An identifier for SQL, always in double quotes. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A string literal for SQL. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Several identifiers, separated by commas. */
export function quoteIdentifiers(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(', ');
}

/** A name as it may stand in SQL: in quotes only where it must. For SQL that expects what a person would write. */
export function plainIdentifier(name: string): string {
  const isPlain = /^[a-z_]\w*$/i.test(name) && !notForColumns.has(name.toLowerCase());
  return isPlain ? name : quoteIdentifier(name);
}
