import type { CompiledSource } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { checkFreshness } from './check-freshness.ts';
import { declaredColumns } from './declared-columns.ts';
import type { SchemaReader } from './schema-reader.ts';

/**
 * Binds what tells the freshness of some sources, in a shadow of all sources and nothing else.
 *
 * @param asked those whose freshness is asked for
 */
export async function checkSources(
  sources: readonly CompiledSource[],
  asked: readonly CompiledSource[],
  reader: SchemaReader,
): Promise<readonly Diagnostic[]> {
  const declared = sources.map(source => ({ source, ...declaredColumns(source) }));
  const sound = declared.flatMap(({ source, complete }) =>
    complete === undefined ? [] : [{ source, columns: complete }],
  );
  await reader.createTables(sound.map(({ source, columns }) => ({ relation: source.relation, columns })));
  const columns = new Map(sound.map(({ source, columns }) => [source.uniqueId, columns]));
  const found = await Promise.all(asked.map(source => checkFreshness(source, columns, reader)));
  return [...declared.flatMap(({ diagnostics }) => diagnostics), ...found.flat()];
}
