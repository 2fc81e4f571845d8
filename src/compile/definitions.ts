import { withoutComments } from '../columns/without-comments.ts';

const macro = /^create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?:macro|function)\b/i;
const typeOrVariable = /^(?:create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?type|set\s+variable)\b/i;

/**
 * Whether a statement only defines something that queries use, a macro, a type or a variable, and reads no data. Then
 * it may run where nothing else of a hook does: before queries are bound.
 */
export function isDefinition(sql: string): boolean {
  const text = withoutComments(sql);
  return macro.test(text) || (typeOrVariable.test(text) && !/\b(?:select|from)\b/i.test(text));
}
