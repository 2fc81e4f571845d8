import type * as z from 'zod';
import type { JsonValue } from '../config/json-value.ts';
import { safeParse } from '../config/safe-parse.ts';

/**
 * What remains of a value when everything wrong is taken out of it, so that one typo does not hide what else is wrong
 * with an entry. A list that holds something unusable goes as a whole: what it holds has its place by its number.
 *
 * @returns undefined when the value is wrong at its root
 */
export function soundPart<T>(schema: z.ZodType<T>, value: JsonValue): T | undefined {
  const rest = structuredClone(value);
  for (;;) {
    const parsed = safeParse(schema, rest);
    if (parsed.success) return parsed.data;
    // Each round takes something out, so that there is an end.
    if (!parsed.error.issues.every(issue => takeOut(rest, issue))) return undefined;
  }
}

/** Whether there was something to take out. */
function takeOut(value: JsonValue, issue: z.core.$ZodIssue): boolean {
  if (issue.code === 'unrecognized_keys') {
    const owner = valueAt(value, issue.path);
    return issue.keys.map(key => owner === undefined || Reflect.deleteProperty(owner, key)).every(Boolean);
  }
  for (let path = issue.path; path.length > 0; path = path.slice(0, -1)) {
    const owner = valueAt(value, path.slice(0, -1));
    const key = path.at(-1)!;
    // An earlier issue has taken out what is around it.
    if (owner === undefined) return true;
    // A missing value is the fault of what should hold it.
    if (!Array.isArray(owner) && Object.hasOwn(owner, key)) return Reflect.deleteProperty(owner, key);
  }
  return false;
}

function valueAt(value: JsonValue, path: readonly PropertyKey[]): object | undefined {
  const found = path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );
  return typeof found === 'object' && found !== null ? found : undefined;
}
