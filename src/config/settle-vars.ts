import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { isJsonValue, type JsonObject, type JsonValue } from './json-value.ts';
import { locateKey } from './locate-key.ts';
import type { SchemaIssue, StandardSchema } from './standard-schema.ts';

export interface GivenVars {
  /** Those of sparkify.config.ts. */
  readonly config: JsonObject;
  /** Those of --vars. */
  readonly commandLine: JsonObject;
  readonly schema: StandardSchema | undefined;
}

/**
 * The variables of a run: those of the command line over those of the config, and what the schema makes of them, which
 * fills in defaults and converts where it says so.
 *
 * @param file absolute path of sparkify.config.ts
 * @throws SparkifyError `bad-vars`; its diagnostics name every variable that is wrong, and where its value came from
 */
export async function settleVars(given: GivenVars, file: string): Promise<JsonObject> {
  const together = { ...given.config, ...given.commandLine };
  if (given.schema === undefined) return together;
  const result = await given.schema['~standard'].validate(together);
  if (result.issues !== undefined) {
    return refuse(
      result.issues.map(issue => explain(issue, given)),
      file,
    );
  }
  const values = definedEntries(result.value);
  const known = values.map(([name]) => name);
  const lost = Object.keys(together).filter(name => !known.includes(name));
  const unclear = values.filter(([, value]) => !isJsonValue(value)).map(([name]) => name);
  const problems = [
    ...lost.map(name => unknownVariable(name, known, given)),
    ...unclear.map(name => ({
      path: ['varsSchema', name],
      message: `varsSchema makes something of the variable "${name}" that is no plain data.`,
      hint: 'A template can only write text, numbers, booleans, null, lists and mappings.',
    })),
  ];
  return problems.length > 0 ? refuse(problems, file) : (Object.fromEntries(values) as JsonObject);
}

interface Problem {
  /** Where it stands in the config: the value, or what the schema says of one that comes from elsewhere. */
  readonly path: readonly string[];
  readonly message: string;
  readonly hint: string;
}

function explain({ message, path = [] }: SchemaIssue, given: GivenVars): Problem {
  const [name, ...inner] = path.map(step => String(typeof step === 'object' ? step.key : step));
  const reason = message.replace(/\.?$/, '.');
  if (name === undefined) {
    return {
      path: ['varsSchema'],
      message: `The variables are not what varsSchema says: ${reason}`,
      hint: setIt,
    };
  }
  const place = inner.length === 0 ? '' : ` (at ${inner.join('.')})`;
  const origin = originOf(name, given);
  const at = pathOf(name, given);
  if (origin === undefined) {
    return { path: at, message: `The variable "${name}" is not set: ${reason}`, hint: setIt };
  }
  const told = `The variable "${name}" of ${origin} is not what varsSchema says${place}: ${reason}`;
  return { path: at, message: told, hint: `Correct it in ${origin}, or change varsSchema.` };
}

const setIt = `Set it under vars in sparkify.config.ts or with --vars, or give it a default in varsSchema.`;

/** A schema may pass over what it does not know: a typo would then be lost without a word. */
function unknownVariable(name: string, known: readonly string[], given: GivenVars): Problem {
  const message = `The variable "${name}" of ${originOf(name, given)} is none of varsSchema.`;
  return {
    path: pathOf(name, given),
    message,
    hint: didYouMean(name, known, 'Add it to varsSchema, or take it out.')!,
  };
}

function pathOf(name: string, given: GivenVars): readonly string[] {
  return [originOf(name, given) === 'sparkify.config.ts' ? 'vars' : 'varsSchema', name];
}

function originOf(name: string, { config, commandLine }: GivenVars): string | undefined {
  if (Object.hasOwn(commandLine, name)) return '--vars';
  return Object.hasOwn(config, name) ? 'sparkify.config.ts' : undefined;
}

function definedEntries(value: unknown): readonly (readonly [string, JsonValue])[] {
  return Object.entries(Object(value)).filter(([, inner]) => inner !== undefined) as [string, JsonValue][];
}

async function refuse(problems: readonly Problem[], file: string): Promise<never> {
  const text = await readFile(file, 'utf8');
  const name = basename(file);
  const diagnostics = problems.map((problem): Diagnostic => {
    const place = locateKey(name, text, problem.path) ?? { file: name, line: 1, column: 1 };
    return errorDiagnostic('bad-vars', problem.message, { at: place, hint: problem.hint });
  });
  const [{ message, hint, at }] = diagnostics as [Diagnostic];
  throw new SparkifyError('bad-vars', message, { exitCode: 2, diagnostics, hint: hint!, at: at! });
}
