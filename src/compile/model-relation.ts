import { MODEL_SCHEMA, type Relation } from '../columns/relation.ts';
import type { ConfigValues } from './config-keys.ts';

/** The table that a model or seed is: its own name in the one default schema, unless its config says otherwise. */
export function modelRelation(
  name: string,
  { alias, schema }: Pick<ConfigValues, 'alias' | 'schema'> = {},
): Relation {
  const isDefault = schema == null || schema.toLowerCase() === MODEL_SCHEMA;
  return { schema: isDefault ? MODEL_SCHEMA : schema, name: alias ?? name };
}
