import type { JsonValue } from '../../config/json-value.ts';
import { stripMarks } from './marks.ts';

/** A value of a template as plain data: dictionaries arrive as Maps, undefined values become null. */
export function toJsonValue(value: unknown): JsonValue {
  if (typeof value === 'string') return stripMarks(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Map) return toRecord(value);
  if (Array.isArray(value)) return value.map(toJsonValue);
  return null;
}

/** A dictionary of a template as a plain object. */
export function toRecord(map: ReadonlyMap<unknown, unknown>): Record<string, JsonValue> {
  return Object.fromEntries(Array.from(map, ([key, value]) => [stripMarks(String(key)), toJsonValue(value)]));
}

/** How a message names what was given instead of text. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'an undefined value';
  if (value === null) return 'none';
  return JSON.stringify(toJsonValue(value));
}
