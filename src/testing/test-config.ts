import * as z from 'zod';
import { explainIssues } from '../config/explain-issues.ts';
import type { JsonValue } from '../config/json-value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';

export interface TestConfig {
  readonly enabled: boolean;
  readonly severity: 'error' | 'warn';
  /** SQL that chooses the rows to test; of generic tests only. */
  readonly where: string | undefined;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, JsonValue>>;
}

/** Either what was asked for, or why it cannot be had. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

const common = {
  enabled: z.boolean().default(true),
  // dbt's own examples shout: ERROR, WARN.
  severity: z
    .preprocess(value => (typeof value === 'string' ? value.toLowerCase() : value), z.enum(['error', 'warn']))
    .default('error'),
  tags: z
    .union([z.string(), z.array(z.string())])
    .transform(tags => (typeof tags === 'string' ? [tags] : tags))
    .default([]),
  meta: z.record(z.string(), z.json()).default({}),
};
/** The `config:` of a generic test, as users write it. */
export const genericConfigSchema = z.strictObject({ ...common, where: z.string().optional() });
const singularSchema = z.strictObject(common);

/** Validates the `config:` of a test in YAML. */
export function parseGenericConfig(config: unknown, test: string, at: SourcePosition): Parsed<TestConfig> {
  const parsed = parseArguments(genericConfigSchema, config, `config of the test ${test}`, at);
  return parsed.ok ? { ok: true, value: { ...parsed.value, where: parsed.value.where } } : parsed;
}

/** Validates what the file of a singular test says in config(). */
export function parseSingularConfig(config: unknown, test: string, at: SourcePosition): Parsed<TestConfig> {
  const parsed = parseArguments(singularSchema, config, `config of the test ${test}`, at, {
    where: 'Write the condition into the query itself.',
  });
  return parsed.ok ? { ok: true, value: { ...parsed.value, where: undefined } } : parsed;
}

/** Validates a mapping that a user wrote; each problem is a `bad-test-argument`. */
export function parseArguments<Schema extends z.ZodObject>(
  schema: Schema,
  value: unknown,
  what: string,
  at: SourcePosition,
  hints: Readonly<Record<string, string>> = {},
): Parsed<z.infer<Schema>> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const diagnostics = explainIssues(result.error.issues, schema, value, hints).map(({ message, hint }) =>
    errorDiagnostic('bad-test-argument', `The ${what} is wrong: ${message}`, {
      at,
      ...(hint === undefined ? {} : { hint }),
    }),
  );
  return { ok: false, diagnostics };
}
