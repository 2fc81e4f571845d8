import type { SchemaReader } from '../check/schema-reader.ts';
import { NotPortable } from '../engines/spark/not-portable.ts';
import { sparkTable } from '../engines/spark/table-names.ts';
import { translateQuery } from '../engines/spark/translate-query.ts';
import { type TypeReader, typeQuery } from '../engines/spark/type-query.ts';

/**
 * Queries in Spark SQL, in their order; of one that has no known form with the same rows, why.
 *
 * @param reader holds every table of the project, empty
 */
export async function sparkSql(
  queries: readonly string[],
  reader: SchemaReader,
): Promise<readonly (string | NotPortable)[]> {
  const trees = await reader.syntaxTrees(queries, { keepsEmpty: true });
  const types: TypeReader = {
    renderTrees: trees => reader.renderTrees(trees),
    describe: async sql => {
      const described = await reader.describe(sql);
      return described.ok ? described.columns : undefined;
    },
  };
  const translated: (string | NotPortable)[] = [];
  for (const tree of trees) {
    try {
      if (tree === undefined)
        throw new NotPortable('This query cannot be taken apart.', {}, 'Write it as a SELECT.');
      translated.push(translateQuery(await typeQuery(tree, types), sparkTable));
    } catch (error) {
      if (!(error instanceof NotPortable)) throw error;
      translated.push(error);
    }
  }
  return translated;
}
