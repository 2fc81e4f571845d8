import { MODEL_SCHEMA } from '../columns/relation.ts';
import type { Config } from '../config/config.ts';
import { databaseName } from '../config/database-name.ts';

const ofEngine = ['temp', 'system', 'information_schema', 'pg_catalog', 'memory'];

/**
 * Whether DuckDB has this name for a schema or database of its own: `"memory"."users"` would be ambiguous in the
 * database `memory`.
 */
export function isReservedSchema(name: string, config: Config): boolean {
  return [...ofEngine, databaseName(config).toLowerCase()].includes(name.toLowerCase());
}

/** A source's schema is its name, and there it must not meet the models. */
export function isReservedSource(name: string, config: Config): boolean {
  return name.toLowerCase() === MODEL_SCHEMA || isReservedSchema(name, config);
}
