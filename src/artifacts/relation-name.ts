import { parse } from 'node:path';
import { quoteIdentifier } from '../columns/quote.ts';
import { type Relation, renderRelation } from '../columns/relation.ts';
import type { CompiledNode } from '../compile/node.ts';
import type { Config } from '../config/config.ts';

/** What DuckDB calls the database of the chosen target: `memory`, or the file's name without its extension. */
export function databaseName(config: Pick<Config, 'target'>): string {
  const { database } = config.target;
  return database === ':memory:' ? 'memory' : parse(database).name;
}

/** `"memory"."main"."users"`; null for what is no relation: tests and ephemeral models. */
export function relationName(config: Pick<Config, 'target'>, node: CompiledNode): string | null {
  if (node.resourceType === 'test') return null;
  if (node.resourceType === 'model' && node.config.materialized === 'ephemeral') return null;
  return qualified(config, node.relation);
}

function qualified(config: Pick<Config, 'target'>, relation: Relation): string {
  return `${quoteIdentifier(databaseName(config))}.${renderRelation(relation)}`;
}
