import { renderRelation } from '../../columns/relation.ts';
import type { Config } from '../../config/config.ts';
import type { JsonValue } from '../../config/json-value.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import type { SourcePosition } from '../../diagnostics/position.ts';
import type { ReadAs } from '../compiled-project.ts';
import type { NamedRelation, ResourceNames } from '../resource-names.ts';
import { stripMarks } from './marks.ts';
import type { RenderSession } from './render-session.ts';
import { describeValue, toJsonValue, toRecord } from './values.ts';

/** A call of a function in a template. Keyword arguments are the Map in last place. */
export interface Call {
  readonly args: readonly unknown[];
  readonly at: SourcePosition;
  /** Whether `.render()` follows it. */
  readonly isRendered: boolean;
  readonly session: RenderSession;
}

export type Builtin = (call: Call) => JsonValue;

/** The functions that every template may call, by the name under which they are called. */
export function createBuiltins(
  names: ResourceNames,
  config: Config,
  rendering: { readonly isIncremental: boolean; readonly readAs: ReadAs },
): ReadonlyMap<string, Builtin> {
  return new Map<string, Builtin>([
    ['ref', call => ref(call, names, config, rendering.readAs)],
    ['source', call => source(call, names, rendering.readAs)],
    ['var', call => variable(call, config)],
    ['env_var', call => environmentVariable(call, config)],
    ['config', configure],
    ['is_incremental', () => rendering.isIncremental],
    ['log', () => ''],
    ['exceptions.raise_compiler_error', raise],
  ]);
}

function ref(call: Call, names: ResourceNames, config: Config, as: ReadAs): string {
  const { session, at } = call;
  const texts = textArguments(call, 'ref', "ref('model') or ref('project', 'model')", 2);
  if (texts === undefined) return '';
  const name = texts.at(-1)!;
  if (texts.length === 2 && texts[0] !== config.name) {
    const hint = `This project is called "${config.name}"; models of other projects cannot be read.`;
    session.report('unknown-ref', `ref() names the project "${texts[0]}", which does not exist.`, at, hint);
    return '';
  }
  const found = names.refs.get(name);
  if (found !== undefined) return reference(call, found, as);
  const source = [...names.sources].find(([, tables]) => tables.has(name))?.[0];
  const otherwise =
    source === undefined
      ? 'Add the model or seed, or correct the name.'
      : `Write source('${source}', '${name}').`;
  const hint = didYouMean(name, names.refs.keys(), otherwise);
  session.report('unknown-ref', `ref() names "${name}", which is neither a model nor a seed.`, at, hint);
  return '';
}

function source(call: Call, names: ResourceNames, as: ReadAs): string {
  const texts = textArguments(call, 'source', "source('source', 'table')", 2);
  if (texts === undefined) return '';
  const [name, table] = texts;
  if (name === undefined || table === undefined) {
    call.session.report(
      'bad-jinja',
      'source() takes the names of a source and of a table.',
      call.at,
      "Write source('source', 'table').",
    );
    return '';
  }
  const tables = names.sources.get(name);
  const found = tables?.get(table);
  if (found !== undefined) return reference(call, found, as);
  const wanted =
    tables === undefined ? `the source "${name}"` : `the table "${table}" of the source "${name}"`;
  const hint =
    tables === undefined ? didYouMean(name, names.sources.keys()) : didYouMean(table, tables.keys());
  const message = `source() names ${wanted}, which no properties file declares.`;
  call.session.report(
    'unknown-source',
    message,
    call.at,
    hint ?? 'Declare it under sources: in a .yml file of the models folder.',
  );
  return '';
}

/** With `.render()` it is the table itself, as in dbt. */
function reference(
  { session, at, isRendered }: Call,
  { uniqueId, relation }: NamedRelation,
  as: ReadAs,
): string {
  session.references.push({ uniqueId, at });
  return renderRelation(isRendered ? relation : as(uniqueId, relation));
}

function variable(call: Call, config: Config): JsonValue {
  const { name, fallback } = nameAndDefault(call, 'var');
  if (name === undefined) return '';
  if (Object.hasOwn(config.vars, name)) return config.vars[name]!;
  if (fallback !== undefined) return fallback;
  const advice = `Set it under vars in sparkify.config.ts, with --vars '{"${name}": …}', or give a default: var('${name}', …).`;
  const hint = didYouMean(name, Object.keys(config.vars), advice);
  call.session.report('missing-var', `The variable "${name}" is not set.`, call.at, hint);
  return '';
}

const credentials = new Set(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']);

function environmentVariable(call: Call, config: Config): JsonValue {
  const { name, fallback } = nameAndDefault(call, 'env_var');
  if (name === undefined) return '';
  if (credentials.has(name)) {
    const hint = 'Credentials never stand in SQL; storage finds them by itself.';
    call.session.report('unsupported-jinja', `env_var() does not give out ${name}.`, call.at, hint);
    return '';
  }
  const value = Object.hasOwn(config.env, name) ? config.env[name] : fallback;
  if (value !== undefined) return value;
  const hint = `Set it in the environment or in .env, or give a default: env_var('${name}', '…').`;
  call.session.report('missing-env-var', `The environment variable ${name} is not set.`, call.at, hint);
  return '';
}

function configure({ args, at, session }: Call): string {
  session.configAt ??= at;
  const options = args[0];
  if (args.length === 1 && options instanceof Map) Object.assign(session.config, toRecord(options));
  else if (args.length > 0) {
    session.report(
      'bad-jinja',
      'config() takes keyword arguments only.',
      at,
      "Write config(materialized='table').",
    );
  }
  return '';
}

function raise({ args, at, session }: Call): string {
  const message = typeof args[0] === 'string' ? stripMarks(args[0]) : describeValue(args[0]);
  session.report('macro-failed', message, at);
  session.stop();
  return '';
}

/** The arguments of a function that takes up to `most` names, or undefined after reporting what is wrong. */
function textArguments(call: Call, name: string, form: string, most: number): readonly string[] | undefined {
  const { args, at, session } = call;
  const wrong = args.findIndex(argument => typeof argument !== 'string');
  if (args.length >= 1 && args.length <= most && wrong === -1) {
    return (args as readonly string[]).map(stripMarks);
  }
  const given = wrong === -1 ? `${args.length} arguments` : describeValue(args[wrong]);
  session.report('bad-jinja', `${name}() takes names in quotes, not ${given}.`, at, `Write ${form}.`);
  return undefined;
}

/** `var('x')`, `var('x', 1)` or `var('x', default=1)`. */
function nameAndDefault(call: Call, callee: string): { name?: string; fallback?: JsonValue } {
  const [name, given, ...more] = call.args;
  if (typeof name !== 'string' || more.length > 0) {
    const message = `${callee}() takes a name in quotes and a default.`;
    call.session.report(
      'bad-jinja',
      message,
      call.at,
      `Write ${callee}('name') or ${callee}('name', 'default').`,
    );
    return {};
  }
  const plain = stripMarks(name);
  if (call.args.length === 1) return { name: plain };
  const keyword = given instanceof Map && given.size === 1 && given.has('default');
  return { name: plain, fallback: toJsonValue(keyword ? given.get('default') : given) };
}
