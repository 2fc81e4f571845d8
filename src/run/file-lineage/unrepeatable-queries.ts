import { isQuery, type QueryNode, type TableNode } from '../../compile/node.ts';
import type { RunHooks } from '../../compile/run-hooks.ts';
import type { Session } from '../../engines/session.ts';
import { findUnrepeatable } from '../repeatable.ts';

/**
 * Why the queries of models would not give again the rows that a release holds of them, by unique id.
 *
 * @param nodes models and all that they read
 */
export async function unrepeatableQueries(
  nodes: readonly TableNode[],
  hooks: RunHooks,
  { parser }: Pick<Session, 'parser'>,
): Promise<ReadonlyMap<string, string>> {
  const start = hooks.start.flatMap(({ statements }) => statements);
  const found = await findUnrepeatable({ nodes, start, parser });
  return new Map(
    nodes.filter(isQuery).flatMap(query => {
      const why = whyKept(query) ?? found.get(query.uniqueId);
      return why === undefined ? [] : [[query.uniqueId, why]];
    }),
  );
}

/** Of what has rows that earlier builds left. */
function whyKept({ resourceType, config }: QueryNode): string | undefined {
  if (resourceType === 'snapshot') return 'a snapshot has rows of earlier builds';
  if (config.materialized !== 'incremental') return undefined;
  const { strategy } = config.incremental;
  if (strategy === 'microbatch') return 'it is computed batch by batch';
  return strategy === 'append' ? 'rows are added to those of earlier builds' : undefined;
}
