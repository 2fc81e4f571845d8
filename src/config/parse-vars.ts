import { parse } from 'yaml';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { isJsonObject, type JsonValue } from './json-value.ts';

/**
 * The value of `--vars`: YAML, of which JSON is a part, or an object that a library's user passes.
 *
 * @throws SparkifyError `bad-vars` when it is no mapping of names to plain data.
 * @example parseVars('{start: 2018-11-01, limit: 5}') // { start: '2018-11-01', limit: 5 }
 */
export function parseVars(
  vars: string | Readonly<Record<string, JsonValue>>,
): Readonly<Record<string, JsonValue>> {
  const value: unknown = typeof vars === 'string' ? parseText(vars) : vars;
  if (isJsonObject(value)) return value;
  throw badVars('The value of --vars is not a mapping of names to values.');
}

function parseText(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw badVars(`The value of --vars is not valid YAML: ${reason!.replace(/:$/, '.')}`, error);
  }
}

function badVars(message: string, cause?: unknown): SparkifyError {
  return new SparkifyError('bad-vars', message, {
    exitCode: 2,
    hint: `Write it like this: --vars '{"source_root": "data"}'`,
    cause,
  });
}
