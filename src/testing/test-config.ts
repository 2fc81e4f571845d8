import * as z from 'zod';
import { defaultVerdict, type TestVerdict } from '../compile/test-verdict.ts';
import { explainIssues } from '../config/explain-issues.ts';
import type { JsonValue } from '../config/json-value.ts';
import { safeParse } from '../config/safe-parse.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';

export interface TestConfig {
  readonly enabled: boolean;
  readonly severity: 'error' | 'warn';
  /** SQL that chooses the rows to test; of generic tests only. */
  readonly where: string | undefined;
  /** SQL over the rows that the test returns; undefined for the test's own. */
  readonly fail_calc: string | undefined;
  readonly warn_if: string | undefined;
  readonly error_if: string | undefined;
  /** How many rows at most are judged. */
  readonly limit: number | undefined;
  /** The group of a singular test; any other is of its table's. */
  readonly group: string | undefined;
  /** Whether failing rows are kept as a file; undefined leaves it to whoever runs the test. */
  readonly storeFailures: boolean | undefined;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, JsonValue>>;
}

/** Either what was asked for, or why it cannot be had. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

const sql = z.string().trim().min(1);
const common = {
  enabled: z.boolean().default(true),
  // dbt's own examples shout: ERROR, WARN.
  severity: z
    .preprocess(value => (typeof value === 'string' ? value.toLowerCase() : value), z.enum(['error', 'warn']))
    .default('error'),
  fail_calc: sql.optional(),
  warn_if: sql.optional(),
  error_if: sql.optional(),
  limit: z.int().min(1).optional(),
  store_failures: z.boolean().optional(),
  // A view of dbt would show the failures of later, and there is no database for it to lie in.
  store_failures_as: z.enum(['table', 'ephemeral']).optional(),
  tags: z
    .union([z.string(), z.array(z.string())])
    .transform(tags => (typeof tags === 'string' ? [tags] : tags))
    .default([]),
  meta: z.record(z.string(), z.json()).default({}),
};
/** The `config:` of a generic test, as users write it. */
export const genericConfigSchema = z.strictObject({ ...common, where: z.string().optional() });
const singularSchema = z.strictObject({ ...common, group: z.string().optional() });

/**
 * A config to go on with, and what is wrong with it: behind a wrong one the rest of a test may be wrong, too, and is looked
 * at as if nothing had been said but, maybe, that the test is off.
 */
export function configOrDefault(
  parsed: Parsed<TestConfig>,
  { enabled }: { readonly enabled?: unknown },
): { readonly config: TestConfig; readonly diagnostics: readonly Diagnostic[] } {
  if (parsed.ok) return { config: parsed.value, diagnostics: [] };
  const config = completed(singularSchema.parse({ enabled: enabled !== false }));
  return { config, diagnostics: parsed.diagnostics };
}

/** Validates the `config:` of a test in YAML. */
export function parseGenericConfig(config: unknown, test: string, at: SourcePosition): Parsed<TestConfig> {
  const parsed = parseArguments(genericConfigSchema, config, `config of the test ${test}`, at);
  return parsed.ok ? { ok: true, value: completed(parsed.value) } : parsed;
}

/** Validates what the file of a singular test says in config(). */
export function parseSingularConfig(config: unknown, test: string, at: SourcePosition): Parsed<TestConfig> {
  const parsed = parseArguments(singularSchema, config, `config of the test ${test}`, at, {
    where: 'Write the condition into the query itself.',
  });
  return parsed.ok ? { ok: true, value: completed(parsed.value) } : parsed;
}

/** How a config judges what the test returns. `failCalc` is the test's own way of counting. */
export function testVerdict(config: TestConfig, failCalc = defaultVerdict.failCalc): TestVerdict {
  return {
    failCalc: config.fail_calc ?? failCalc,
    errorIf: config.error_if ?? defaultVerdict.errorIf,
    warnIf: config.warn_if ?? defaultVerdict.warnIf,
    limit: config.limit,
  };
}

function completed(
  given: z.infer<typeof singularSchema> & { readonly where?: string | undefined },
): TestConfig {
  const { where, group, fail_calc, warn_if, error_if, limit, ...others } = given;
  const { store_failures: stored, store_failures_as: storedAs, ...rest } = others;
  // As in dbt, the second says more and counts.
  const storeFailures = storedAs === undefined ? stored : storedAs === 'table';
  return { ...rest, where, group, fail_calc, warn_if, error_if, limit, storeFailures };
}

/** Validates a mapping that a user wrote; each problem is a `bad-test-argument`. */
export function parseArguments<Schema extends z.ZodObject>(
  schema: Schema,
  value: unknown,
  what: string,
  at: SourcePosition,
  hints: Readonly<Record<string, string>> = {},
): Parsed<z.infer<Schema>> {
  const result = safeParse(schema, value);
  if (result.success) return { ok: true, value: result.data };
  const diagnostics = explainIssues(result.error.issues, schema, value, hints).map(({ message, hint }) =>
    errorDiagnostic('bad-test-argument', `The ${what} is wrong: ${message}`, {
      at,
      ...(hint === undefined ? {} : { hint }),
    }),
  );
  return { ok: false, diagnostics };
}
