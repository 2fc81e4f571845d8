import type { RunHooks } from '../../compile/run-hooks.ts';

const creation =
  /^\s*create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?:macro|function)\s+(?:if\s+not\s+exists\s+)?((?:"(?:[^"]|"")*"|\w+)(?:\s*\.\s*(?:"(?:[^"]|"")*"|\w+))*)/i;

/** Names of the macros of DuckDB that hooks define, in lower case. They may read tables, which their callers do not tell. */
export function ownMacros({ start }: Pick<RunHooks, 'start'>): ReadonlySet<string> {
  const statements = start.flatMap(({ statements }) => statements);
  return new Set(
    statements.flatMap(sql => {
      const name = creation
        .exec(sql)?.[1]
        ?.match(/"(?:[^"]|"")*"|\w+/g)
        ?.at(-1);
      return name === undefined ? [] : [name.replace(/^"|"$/g, '').replaceAll('""', '"').toLowerCase()];
    }),
  );
}
