import { parse } from 'yaml';
import { badUsage } from '../diagnostics/bad-usage.ts';
import { closestName } from '../diagnostics/closest.ts';
import { toleratesWarnings, type WarnCode, type WarnPolicy, warnCodes } from '../diagnostics/warn-policy.ts';

/** What says how warnings are taken. */
export interface WarnOptions {
  readonly warnError?: boolean;
  readonly warnErrorOptions?: string;
}

/**
 * The policy of `--warn-error` or `--warn-error-options`; without both, that of SPARKIFY_WARN_ERROR or
 * SPARKIFY_WARN_ERROR_OPTIONS.
 *
 * @throws SparkifyError bad-usage
 * @example parseWarnPolicy({ warnErrorOptions: '{"error": "all", "warn": ["orphan-table"]}' }, {})
 */
export function parseWarnPolicy(options: WarnOptions, env: NodeJS.ProcessEnv): WarnPolicy {
  const flags = options.warnError === undefined && options.warnErrorOptions === undefined;
  const given = flags ? fromEnvironment(env) : fromFlags(options);
  if (given.all && given.text !== undefined)
    throw badUsage(
      `${given.names.join(' and ')} exclude each other.`,
      'Write {"error": "all", ...} instead of both.',
    );
  if (given.text !== undefined) return parsePolicy(given.text, given.names[1]);
  return given.all ? { ...toleratesWarnings, error: 'all' } : toleratesWarnings;
}

interface Given {
  readonly all: boolean;
  readonly text: string | undefined;
  readonly names: readonly [all: string, options: string];
}

function fromFlags({ warnError = false, warnErrorOptions }: WarnOptions): Given {
  return { all: warnError, text: warnErrorOptions, names: ['--warn-error', '--warn-error-options'] };
}

function fromEnvironment(env: NodeJS.ProcessEnv): Given {
  const names = ['SPARKIFY_WARN_ERROR', 'SPARKIFY_WARN_ERROR_OPTIONS'] as const;
  const [all = '', text] = names.map(name => env[name] || undefined);
  // The words that dbt takes.
  const yes = /^(1|true|t|yes|y|on)$/i.test(all);
  if (!yes && !/^(0|false|f|no|n|off|)$/i.test(all))
    throw badUsage(`${names[0]} is "${all}".`, 'Set it to true or false.');
  return { all: yes, text, names };
}

function parsePolicy(text: string, name: string): WarnPolicy {
  const value = parseYaml(text, name);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badUsage(`The value of ${name} is not a mapping.`, form);
  const unknown = Object.keys(value).find(key => !['error', 'warn', 'silence'].includes(key));
  if (unknown !== undefined) throw badUsage(`${name} has no key "${unknown}".`, form);
  const { error, warn, silence } = value as Readonly<Record<string, unknown>>;
  return {
    error: error === 'all' || error === '*' ? 'all' : codeList(error, 'error', name),
    warn: codeList(warn, 'warn', name),
    silence: codeList(silence, 'silence', name),
  };
}

/** YAML, of which JSON is a part. */
function parseYaml(text: string, name: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    throw badUsage(`The value of ${name} is not valid YAML.`, form, error);
  }
}

function codeList(value: unknown = [], key: string, name: string): readonly WarnCode[] {
  if (!Array.isArray(value)) throw badUsage(`"${key}" of ${name} is not a list of codes.`, form);
  return value.map(code => {
    if (isWarnCode(code)) return code;
    const near = closestName(String(code), warnCodes);
    const hint = near === undefined ? 'docs/errors.md lists the codes.' : `Did you mean "${near}"?`;
    throw badUsage(`"${key}" of ${name} names "${String(code)}", which is no code.`, hint);
  });
}

function isWarnCode(code: unknown): code is WarnCode {
  return warnCodes.some(known => known === code);
}

const form = `Write it like this: '{"error": "all", "warn": ["orphan-table"], "silence": []}'`;
