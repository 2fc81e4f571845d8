import { Kysely, type OperationNode, type RawBuilder, type RootOperationNode, sql } from 'kysely';
import type { Config } from '../../config/config.ts';
import { isJsonObject, type JsonValue } from '../../config/json-value.ts';
import { writtenExpression } from '../../config/written-value.ts';
import { type Diagnostic, errorDiagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { offsetAt, type SourcePosition } from '../../diagnostics/position.ts';
import type { CompiledText, ReadAs, Reference, TemplateCompiler } from '../compiled-project.ts';
import type { QueryCompiler, TypeScriptModel } from '../query-compiler.ts';
import { readStatement } from '../sql-statement.ts';
import type { WrittenKeys } from '../unrendered-config.ts';
import { DuckDbDialect } from './duckdb-dialect.ts';
import { explainThrown } from './explain-thrown.ts';
import { mapToSource, nameFinder } from './map-to-source.ts';
import { ProjectTables } from './project-tables.ts';
import { resolveTables } from './resolve-tables.ts';

/** Makes the compiler of TypeScript models. A query is built by its own function, without any connection. */
export function createQueryCompiler(config: Config, templates: TemplateCompiler): QueryCompiler {
  const db = new Kysely<never>({ dialect: new DuckDbDialect() });
  return {
    compile(model, readAs) {
      const at = model.at ?? { file: model.path, line: 1, column: 1 };
      const found = new Findings(model, at, templates, readAs);
      const placeOf = nameFinder(model, at);
      const tables = new ProjectTables(templates.names, name => placeOf(name) ?? at, readAs);
      const node = buildQuery(model, db, config, found);
      const text = node === undefined ? undefined : writeQuery(node, tables, found);
      return compiledText(model, at, text, found);
    },
    under: createQueryCompiler,
  };
}

/** What comes up while a query is built. */
class Findings {
  readonly diagnostics: Diagnostic[] = [];
  readonly references: Reference[] = [];
  readonly macros = new Set<string>();
  readonly model: TypeScriptModel;
  readonly at: SourcePosition;
  readonly #templates: TemplateCompiler;
  readonly #readAs: ReadAs | undefined;

  constructor(
    model: TypeScriptModel,
    at: SourcePosition,
    templates: TemplateCompiler,
    readAs: ReadAs | undefined,
  ) {
    this.model = model;
    this.at = at;
    this.#templates = templates;
    this.#readAs = readAs;
  }

  refuse(message: string, hint: string): undefined {
    this.diagnostics.push(errorDiagnostic('bad-query', message, { at: this.at, hint }));
  }

  /** Runs a macro as a template would that calls it. */
  macro(name: string, args: readonly JsonValue[]): RawBuilder<never> {
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new TypeError(`"${name}" is no name of a macro`);
    const call = `{{ ${name}(${args.map(argument => JSON.stringify(argument)).join(', ')}) }}`;
    const { at } = this;
    const { path } = this.model;
    const templates = this.#templates;
    const self = templates.names.refs.get(this.model.name)!.relation;
    const file = { path, text: call };
    const compiled =
      this.#readAs === undefined
        ? templates.compile(file, self)
        : templates.compileIncrement(file, this.#readAs, self);
    const { sql: text, references, macros, diagnostics } = compiled;
    // The template is made up: only places in the macro itself are places in a file.
    const placed = diagnostics.map(found => (found.at?.file === path ? { ...found, at } : found));
    this.diagnostics.push(...placed);
    this.references.push(...references.map(reference => ({ ...reference, at })));
    for (const id of macros) this.macros.add(id);
    return sql.raw(text);
  }
}

function buildQuery(
  model: TypeScriptModel,
  db: Kysely<never>,
  { vars, target }: Config,
  found: Findings,
): RootOperationNode | undefined {
  const context = {
    vars,
    target: { name: target.name, type: target.type },
    macro: <T>(name: string, ...args: readonly JsonValue[]) => found.macro(name, args) as RawBuilder<T>,
  };
  try {
    const built = model.definition.input.query(db, context);
    const node = operationNode(built);
    if (node?.kind === 'SelectQueryNode' || node?.kind === 'RawNode') return node as RootOperationNode;
    return found.refuse(
      `The query of "${model.name}" gives ${node === undefined ? describe(built) : `a ${node.kind}`}, not a SELECT.`,
      'Give back what the builder gives: query: db => db.selectFrom(…), without execute().',
    );
  } catch (error) {
    found.diagnostics.push(explainThrown(error, model, found.at));
    return undefined;
  }
}

function operationNode(built: unknown): OperationNode | undefined {
  const source = built as { readonly toOperationNode?: () => OperationNode } | null | undefined;
  return typeof source?.toOperationNode === 'function' ? source.toOperationNode() : undefined;
}

function describe(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

/** The SQL of a query, or undefined after saying what is wrong with it. */
function writeQuery(node: RootOperationNode, tables: ProjectTables, found: Findings): string | undefined {
  const { name, path } = found.model;
  const resolved = resolveTables(
    node,
    named => tables.resolve(named),
    named => tables.isRenamed(named),
  ) as RootOperationNode;
  found.diagnostics.push(...tables.diagnostics);
  found.references.push(...tables.references);
  try {
    const compiled = new DuckDbDialect().createQueryCompiler().compileQuery(resolved, queryId);
    const { text, second, empty } = readStatement(compiled.sql);
    if (second !== undefined || empty) {
      const many = empty ? 'no SQL' : 'more than one statement';
      return found.refuse(`The query of "${name}" holds ${many}.`, 'A model is one SELECT.');
    }
    return text.trim();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return found.refuse(
      `The query of "${name}" in ${path} has a value that cannot be written as SQL: ${error.message}.`,
      'Pass texts, numbers, bigints, booleans, dates, bytes, null, or lists and plain objects of them.',
    );
  }
}

const queryId = { queryId: 'model' };

function compiledText(
  model: TypeScriptModel,
  at: SourcePosition,
  text: string | undefined,
  { diagnostics, references, macros }: Findings,
): CompiledText {
  const config = plainConfig(model, at);
  const all = [...diagnostics, ...config.diagnostics];
  const sound = text !== undefined && !hasErrors(all);
  return {
    sql: sound ? text : '',
    map: { file: model.path, segments: sound ? mapToSource(text, model, at) : [] },
    dependsOn: [...new Set(references.map(({ uniqueId }) => uniqueId))].sort(),
    references,
    macros: [...macros].sort(),
    config: config.values,
    written: writtenKeys(model, at),
    configAt: at,
    diagnostics: all,
  };
}

/** Which settings of a model are expressions. Places inside of an object are found from where the model begins. */
function writtenKeys({ definition, text }: TypeScriptModel, at: SourcePosition): WrittenKeys {
  const start = offsetAt(text, at);
  return new Map(
    Object.keys(definition.input.config ?? {}).map(key => [
      key,
      writtenExpression({ text }, ['config', key], start),
    ]),
  );
}

function plainConfig({ name, definition }: TypeScriptModel, at: SourcePosition) {
  const entries = Object.entries(definition.input.config ?? {}).filter(([, value]) => value !== undefined);
  const values: unknown = Object.fromEntries(entries);
  if (isJsonObject(values)) return { values, diagnostics: [] };
  const message = `The config of "${name}" is no plain data.`;
  const hint = 'Write texts, numbers, booleans, lists and mappings, as config() of a SQL model takes them.';
  return { values: {}, diagnostics: [errorDiagnostic('bad-model-config', message, { at, hint })] };
}
