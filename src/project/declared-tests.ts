import { isJsonObject, type JsonObject, type JsonValue } from '../config/json-value.ts';
import type { DeclaredTest } from './project.ts';
import type { PropertyReader } from './property-reader.ts';
import type { YamlPath } from './yaml-file.ts';

interface WithTests {
  readonly data_tests?: readonly JsonValue[] | null | undefined;
  /** What dbt called it before. */
  readonly tests?: readonly JsonValue[] | null | undefined;
}

/** The data tests of a model, seed, source table or column at `path`. */
export function readTests(reader: PropertyReader, path: YamlPath, owner: WithTests): readonly DeclaredTest[] {
  if (owner.tests && owner.data_tests) {
    reader.refuse([...path, 'tests'], 'tests and data_tests are the same thing.', 'Keep data_tests.');
  }
  const key = owner.data_tests ? 'data_tests' : 'tests';
  return (owner[key] ?? []).flatMap((test, index) => readTest(reader, [...path, key, index], test) ?? []);
}

function readTest(reader: PropertyReader, path: YamlPath, entry: JsonValue): DeclaredTest | undefined {
  if (typeof entry === 'string') {
    return {
      test: entry,
      name: undefined,
      description: '',
      arguments: {},
      config: {},
      at: reader.file.positionOf(path),
    };
  }
  const named = isJsonObject(entry) ? namedTest(entry) : undefined;
  if (named === undefined) {
    const hint = 'Write `- unique`, or `- accepted_values: {values: [a, b]}`.';
    return reader.refuse(path, 'A data test must be a name, or one name with its arguments.', hint);
  }
  const { test, body, key } = named;
  const parts = readBody(reader, key === 'test_name' ? path : [...path, key], body);
  const at =
    key === 'test_name' ? reader.file.positionOf([...path, key]) : reader.file.positionOfKey([...path, key]);
  return parts === undefined ? undefined : { test, ...parts, at };
}

/** dbt has two forms: `- accepted_values: {values: […]}` and `- {test_name: accepted_values, values: […]}`. */
function namedTest(entry: JsonObject): { test: string; body: JsonObject; key: string } | undefined {
  const { test_name: test, ...rest } = entry;
  if (typeof test === 'string') return { test, body: rest, key: 'test_name' };
  const [first, ...others] = Object.entries(entry);
  if (first === undefined || others.length > 0) return undefined;
  const [key, body] = first;
  if (body === null) return { test: key, body: {}, key };
  return isJsonObject(body) ? { test: key, body, key } : undefined;
}

/** Keys that dbt also takes beside the arguments, from before a test had `config:`. */
const configKeys: ReadonlySet<string> = new Set([
  'enabled',
  'error_if',
  'fail_calc',
  'limit',
  'meta',
  'severity',
  'store_failures',
  'store_failures_as',
  'tags',
  'warn_if',
  'where',
]);

function readBody(
  reader: PropertyReader,
  path: YamlPath,
  body: JsonObject,
): Omit<DeclaredTest, 'test' | 'at'> | undefined {
  const { name = null, description = null, config = null, arguments: nested = null, ...rest } = body;
  if (name !== null && typeof name !== 'string') {
    return reader.refuse([...path, 'name'], 'The name of a data test must be a text.');
  }
  if (description !== null && typeof description !== 'string') {
    return reader.refuse([...path, 'description'], 'The description of a data test must be a text.');
  }
  if (config !== null && !isJsonObject(config)) {
    return reader.refuse([...path, 'config'], 'The config of a data test must be a mapping.');
  }
  if (nested !== null && !isJsonObject(nested)) {
    return reader.refuse([...path, 'arguments'], 'The arguments of a data test must be a mapping.');
  }
  const direct = Object.entries(rest).filter(([key]) => !configKeys.has(key));
  const [first] = direct;
  if (nested !== null && first !== undefined) {
    const message = `"${first[0]}" stands beside arguments.`;
    return reader.refuse([...path, first[0]], message, 'Put all arguments of the test under arguments.');
  }
  const old = Object.entries(rest).filter(([key]) => configKeys.has(key));
  const given = nested ?? Object.fromEntries(direct);
  const wholeFloats = wholeFloatsIn(reader, nested === null ? path : [...path, 'arguments'], given);
  return {
    name: name ?? undefined,
    description: reader.description(path, description),
    arguments: given,
    ...(wholeFloats.size > 0 && { wholeFloats }),
    config: { ...Object.fromEntries(old), ...config },
  };
}

/** Paths below that of the arguments, as JSON. */
function wholeFloatsIn(reader: PropertyReader, path: YamlPath, given: JsonObject): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (value: JsonValue, inner: YamlPath): void => {
    if (typeof value === 'number' && reader.file.isWholeFloat([...path, ...inner])) {
      found.add(JSON.stringify(inner));
    }
    if (typeof value !== 'object' || value === null) return;
    const steps = Array.isArray(value) ? [...value.entries()] : Object.entries(value as JsonObject);
    for (const [step, one] of steps) look(one, [...inner, step]);
  };
  look(given, []);
  return found;
}
