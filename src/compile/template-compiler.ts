import { type Relation, renderRelation } from '../columns/relation.ts';
import type { Config } from '../config/config.ts';
import type { JsonValue } from '../config/json-value.ts';
import type { Project, TextFile, TypeScriptMacro } from '../project/project.ts';
import type { Batch } from './batch.ts';
import type { NamedMacro, ReadAs, TemplateCompiler } from './compiled-project.ts';
import { createBuiltins } from './jinja/builtins.ts';
import { engineNames } from './jinja/check-names.ts';
import { testMacroPrefix } from './jinja/instrument.ts';
import { JinjaEngine } from './jinja/jinja-engine.ts';
import { MacroLibrary } from './jinja/macro-library.ts';
import { MacroUse } from './jinja/macro-use.ts';
import { TemplateRenderer } from './jinja/template-renderer.ts';
import { typeScriptBuiltin } from './jinja/typescript-macro.ts';
import { resourceNames } from './resource-names.ts';

/**
 * Makes the compiler of a project's Jinja SQL. Wrong macros are reported in its `diagnostics`, wrong templates in
 * those of `compile(file)`. A macro may be called more than once for a template: its text must only depend on its
 * arguments.
 *
 * @param replaced what functions and macros of these names give back, whatever they are called with
 *
 * @example
 * const compiler = createTemplateCompiler(project, config);
 * compiler.compile({ path: 'models/users.sql', text: "select * from {{ ref('stg_users') }}" }).sql;
 * // select * from "main"."stg_users"
 */
export function createTemplateCompiler(
  project: Project,
  config: Config,
  replaced: Readonly<Record<string, JsonValue>> = {},
): TemplateCompiler {
  const engine = new JinjaEngine();
  const names = resourceNames(project, config);
  const rendering: Rendering = { ...whole };
  const builtins = new Map(createBuiltins(names, config, rendering));
  const taken = new Map([...valueNames, ...engineNames].map(name => [name, 'a part of Jinja']));
  for (const name of builtins.keys()) taken.set(name, 'a function of sparkify');
  const inTypeScript = project.typeScriptMacros.filter(({ name }) => !Object.hasOwn(replaced, name));
  for (const macro of inTypeScript) {
    builtins.set(macro.name, typeScriptBuiltin(macro));
    taken.set(macro.name, `a macro of ${macro.path}`);
  }
  for (const [name, value] of Object.entries(replaced)) builtins.set(name, () => value);
  const known = new Set([...taken.keys(), ...Object.keys(replaced)]);
  const vars = new Set(Object.keys(config.vars));
  const library = new MacroLibrary(project.macros, engine, {
    known,
    traced: new Set(builtins.keys()),
    vars,
    taken,
    replaced: new Set(Object.keys(replaced)),
  });
  const use = new MacroUse(config.name, library, new Set(inTypeScript.map(({ name }) => name)));
  const renderer = new TemplateRenderer(engine, library, use, builtins, known, vars);
  defineValues(engine, config);
  const files = project.models.filter(model => model.definition === undefined);
  const models = new Map(files.map(model => [model.path, model.name]));
  const self = { engine, renderer, names, models, rendering };
  return {
    names,
    diagnostics: [
      ...library.diagnostics,
      ...library.sources.flatMap(source => renderer.checkReferences(source)),
    ],
    tests: library.tests,
    compileTest: (test, values, usedAt) => {
      engine.define('this', undefined);
      return renderer.call(`${testMacroPrefix}${test.name}`, values, usedAt);
    },
    macros: new Map(
      [...library.macros, ...project.typeScriptMacros.map(namedMacro)].map(macro => [macro.name, macro]),
    ),
    callMacro: ({ name, at }, values) => {
      engine.define('this', undefined);
      return renderer.call(name, values, at);
    },
    ...compileWith(self),
    place: (name, relation) => {
      const known = names.refs.get(name)!;
      names.refs.set(name, { ...known, relation });
      return renderRelation(known.relation) !== renderRelation(relation);
    },
  };
}

const valueNames = ['this', 'model', 'target', 'execute', 'exceptions'];

interface CompilerParts {
  readonly engine: JinjaEngine;
  readonly renderer: TemplateRenderer;
  readonly names: TemplateCompiler['names'];
  /** Names of models by the paths of their files. */
  readonly models: ReadonlyMap<string, string>;
  readonly rendering: Rendering;
}

/** How templates are rendered just now. */
interface Rendering {
  isIncremental: boolean;
  readAs: ReadAs;
}

/** As dbt gives them to templates. None where no batch is computed, so that `{% if model.batch %}` is false. */
function modelOf(batch: Batch | undefined) {
  const time = (iso: string) => iso.replace(/\.000Z$/, '+00:00');
  if (batch === undefined) return { batch: null };
  const { id, start, end } = batch;
  return { batch: { id, event_time_start: time(start), event_time_end: time(end) } };
}

const asItIs: ReadAs = (_, relation) => relation;

const whole: Rendering = { isIncremental: false, readAs: asItIs };

function compileWith({
  engine,
  renderer,
  names,
  models,
  rendering,
}: CompilerParts): Pick<TemplateCompiler, 'compile' | 'compileIncrement' | 'compileBatch'> {
  const compile: TemplateCompiler['compile'] = (file, self, values) => {
    const model = models.get(file.path);
    const table = self ?? (model === undefined ? undefined : names.refs.get(model)!.relation);
    engine.define('this', table && renderRelation(table));
    return renderer.render(file, values && { results: values.results });
  };
  const compileAs = (
    file: TextFile,
    form: Rendering,
    { batch, self }: { batch?: Batch; self?: Relation },
  ) => {
    Object.assign(rendering, form);
    engine.define('model', modelOf(batch));
    try {
      return compile(file, self);
    } finally {
      Object.assign(rendering, whole);
      engine.define('model', modelOf(undefined));
    }
  };
  return {
    compile,
    compileIncrement: (file, readAs = asItIs, self) =>
      compileAs(file, { isIncremental: true, readAs }, self === undefined ? {} : { self }),
    compileBatch: (file, { batch, ...form }) => compileAs(file, form, { batch }),
  };
}

/** What templates know that is no function. */
function defineValues(engine: JinjaEngine, { target: { name, type, lake, threads } }: Config): void {
  engine.define('target', { name, type, lake, threads });
  engine.define('execute', true);
  engine.define('model', modelOf(undefined));
}

/** It takes what it is given as one object. */
function namedMacro({ name, path }: TypeScriptMacro): NamedMacro {
  return { name, parameters: undefined, at: { file: path, line: 1, column: 1 } };
}
