import type { SchemaReader } from '../check/schema-reader.ts';
import { NotPortable } from '../engines/spark/not-portable.ts';
import { sparkTable } from '../engines/spark/table-names.ts';
import { translateQuery } from '../engines/spark/translate-query.ts';
import { type TypeReader, typeQueries } from '../engines/spark/type-queries.ts';
import type { TypedQuery } from '../engines/spark/typed-query.ts';

/** How many queries are typed at once: what is asked about all of a project would be text of many megabytes. */
const BATCH = 100;

/**
 * Queries in Spark SQL, in their order; of one that has no known form with the same rows, why.
 *
 * @param reader holds every table of the project, empty
 */
export async function sparkSql(
  queries: readonly string[],
  reader: SchemaReader,
): Promise<readonly (string | NotPortable)[]> {
  const types: TypeReader = {
    renderTrees: trees => reader.renderTrees(trees),
    describe: async sql => {
      const described = await reader.describe(sql);
      return described.ok ? described.columns : undefined;
    },
  };
  const translated: (string | NotPortable)[] = [];
  for (let start = 0; start < queries.length; start += BATCH) {
    const trees = await reader.syntaxTrees(queries.slice(start, start + BATCH), { keepsEmpty: true });
    const whole = trees.filter(tree => tree !== undefined);
    const typed = new Map((await typeQueries(whole, types)).map(query => [query.node, query]));
    translated.push(...trees.map(tree => translate(tree && typed.get(tree))));
  }
  return translated;
}

function translate(query: TypedQuery | undefined): string | NotPortable {
  try {
    if (query === undefined)
      throw new NotPortable('This query cannot be taken apart.', {}, 'Write it as a SELECT.');
    return translateQuery(query, sparkTable);
  } catch (error) {
    if (error instanceof NotPortable) return error;
    throw error;
  }
}
