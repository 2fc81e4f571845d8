import { quoteIdentifier } from '../columns/quote.ts';
import { type Relation, renderRelation } from '../columns/relation.ts';
import { type CompiledNode, isTable } from '../compile/node.ts';
import type { Config } from '../config/config.ts';
import { databaseName } from '../config/database-name.ts';

/** `"memory"."main"."users"`; null for what is no relation: tests, exposures and ephemeral models. */
export function relationName(config: Pick<Config, 'target'>, node: CompiledNode): string | null {
  if (!isTable(node)) return null;
  if (node.resourceType === 'model' && node.config.materialized === 'ephemeral') return null;
  return qualified(config, node.relation);
}

function qualified(config: Pick<Config, 'target'>, relation: Relation): string {
  return `${quoteIdentifier(databaseName(config))}.${renderRelation(relation)}`;
}
