import { isJsonObject, type JsonValue } from '../config/json-value.ts';
import type { ConfigValues } from './config-keys.ts';
import { plainKey } from './config-layer.ts';

/**
 * The keys of a place that sets config, as far as that can be seen in its text: undefined for one whose value stands
 * there, else the text of the expression that gives it, which may depend on the environment.
 */
export type WrittenKeys = ReadonlyMap<string, string | undefined>;

export interface WrittenLayer {
  readonly values: ConfigValues;
  /** Undefined of a place that holds plain values only. */
  readonly written?: WrittenKeys | undefined;
}

/** A config as it is written, which is the same in every environment: dbt's `unrendered_config`. */
export type UnrenderedConfig = Readonly<Record<string, JsonValue>>;

/** What adds up over the places that say it; mappings are merged where they are plain. */
const sums = new Set(['tags', 'pre-hook', 'post-hook', 'meta', 'column_types']);
/** dbt's spelling. */
const spelling: ReadonlyMap<string, string> = new Map([
  ['pre_hook', 'pre-hook'],
  ['post_hook', 'post-hook'],
]);

/** Lays configs over each other as they are written, the most general first, the way `mergeConfig` does with values. */
export function unrenderedConfig(layers: readonly WrittenLayer[]): UnrenderedConfig {
  const merged: Record<string, JsonValue> = {};
  for (const [name, value] of layers.flatMap(entriesOf)) {
    const key = spelling.get(name) ?? name;
    const before = merged[key];
    if (before === undefined || !sums.has(key)) merged[key] = value;
    else if (isJsonObject(before) && isJsonObject(value)) merged[key] = { ...before, ...value };
    else merged[key] = [...new Set([...listed(before), ...listed(value)])];
  }
  return merged;
}

function entriesOf({ values, written }: WrittenLayer): readonly (readonly [string, JsonValue])[] {
  const known = values as Readonly<Record<string, JsonValue | undefined>>;
  const keys = written ?? new Map(Object.keys(known).map(key => [key, undefined]));
  return [...keys].flatMap(([name, text]) => {
    const key = plainKey(name);
    const value = text ?? known[key];
    return value === undefined ? [] : [[key, value] as const];
  });
}

function listed(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value : [value];
}
