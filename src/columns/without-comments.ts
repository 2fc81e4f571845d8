const leading = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;

/** A statement from its first keyword on. */
export function withoutComments(sql: string): string {
  return sql.replace(leading, '');
}
