import * as z from 'zod';
import { closestName, didYouMean } from '../diagnostics/closest.ts';

/** What is wrong with one value, in words for whoever wrote it. */
export interface ExplainedIssue {
  /** Where in the value; for an unknown key, the key itself is last. */
  readonly path: readonly PropertyKey[];
  /** Whether the key is at fault, not what it holds. */
  readonly unknownKey: boolean;
  readonly message: string;
  readonly hint: string | undefined;
}

/**
 * Turns zod's issues into sentences that name the key, with the nearest known key as the hint for an unknown one.
 *
 * @param hints what to say of certain unknown keys instead, e.g. of those that only dbt has.
 */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  value: unknown,
  hints: Readonly<Record<string, string>> = {},
): readonly ExplainedIssue[] {
  return issues.flatMap(issue => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(key => unknownKey(issue.path, key, knownKeys(schema, issue.path, value), hints));
    const given = valueAt(value, issue.path);
    return given === undefined && isMistyped(issue.path, issues) ? [] : [wrongValue(issue, given)];
  });
}

/** Whether a missing key stands there after all, with a typo, which is told. */
function isMistyped(path: readonly PropertyKey[], issues: readonly z.core.$ZodIssue[]): boolean {
  const owner = path.slice(0, -1);
  return issues.some(
    issue =>
      issue.code === 'unrecognized_keys' &&
      issue.path.join() === owner.join() &&
      issue.keys.some(key => closestName(key, [String(path.at(-1))]) !== undefined),
  );
}

/** `models[0].columns[2].name`, the way a person writes a place in a value. */
export function renderPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function unknownKey(
  parent: readonly PropertyKey[],
  key: string,
  known: readonly string[],
  hints: Readonly<Record<string, string>>,
): ExplainedIssue {
  const path = [...parent, key];
  const hint = Object.hasOwn(hints, key) ? hints[key] : undefined;
  return {
    path,
    unknownKey: true,
    message: `There is no key "${renderPath(path)}".`,
    hint: hint ?? didYouMean(key, known, `The keys here are: ${known.join(', ')}.`),
  };
}

function wrongValue(issue: z.core.$ZodIssue, value: unknown): ExplainedIssue {
  const name = issue.path.length === 0 ? 'The value' : `"${renderPath(issue.path)}"`;
  const given = secretKeys.has(issue.path.at(-1)!) ? '' : `, not ${show(value)}`;
  const message = value === undefined ? `${name} is missing.` : `${name} ${requirement(issue)}${given}.`;
  return { path: issue.path, unknownKey: false, message, hint: valueHint(issue, value) };
}

/** Keys whose values are told nowhere. */
const secretKeys: ReadonlySet<PropertyKey> = new Set(['webhook']);

function requirement(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${expectedNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.map(show).join(' or ')}`;
    case 'too_small':
      return issue.origin === 'number' ? `must be at least ${issue.minimum}` : 'must hold something';
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function valueHint(issue: z.core.$ZodIssue, value: unknown): string | undefined {
  if (issue.code === 'invalid_type' && issue.expected === 'string' && typeof value !== 'undefined') {
    return 'If it is a text, put it in quotes.';
  }
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return undefined;
  return didYouMean(value, issue.values.map(String));
}

const expectedNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function show(value: unknown): string {
  if (typeof value === 'string') return value.length > 40 ? `"${value.slice(0, 40)}…"` : `"${value}"`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  return typeof value === 'function' ? 'a function' : String(value);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
}

function knownKeys(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): readonly string[] {
  const inner = path.reduce<unknown>(
    (outer, key, depth) => child(unwrap(outer, valueAt(value, path.slice(0, depth))), key),
    schema,
  );
  const object = unwrap(inner, valueAt(value, path));
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function child(schema: unknown, key: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[key as string] as z.ZodType | undefined;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  return undefined;
}

/** @param value what stands there: it decides between the kinds of a union */
function unwrap(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return unwrap(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator, options } = schema.def;
    const kind = valueAt(value, [discriminator]);
    return options.find(option => child(option, discriminator)?.safeParse(kind).success);
  }
  return schema instanceof z.ZodPrefault ? unwrap(schema.unwrap(), value) : schema;
}
