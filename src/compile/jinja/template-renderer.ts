import type { JsonValue } from '../../config/json-value.ts';
import { type Diagnostic, errorDiagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { renderPosition, type SourcePosition } from '../../diagnostics/position.ts';
import type { TextFile } from '../../project/project.ts';
import type { CompiledText } from '../compiled-project.ts';
import type { SourceMap } from '../source-map.ts';
import type { Builtin } from './builtins.ts';
import { checkNames } from './check-names.ts';
import { instrument, type MarkScope } from './instrument.ts';
import type { EngineFunction, EngineValues, JinjaEngine } from './jinja-engine.ts';
import { JoinedText } from './joined-text.ts';
import { literalCalls } from './literal-calls.ts';
import type { MacroLibrary } from './macro-library.ts';
import type { MacroUse } from './macro-use.ts';
import { Marks, stripMarks } from './marks.ts';
import { RenderSession } from './render-session.ts';
import { TemplateSource } from './template-source.ts';
import { traceMap } from './trace-map.ts';
import { writtenConfig } from './written-config.ts';

/** One template on its way through the engine. */
interface Work {
  readonly source: TemplateSource;
  readonly marks: Marks;
  readonly macros: readonly string[];
  /** Values that it has beside the names that all templates know. */
  readonly given: EngineValues;
}

/** What the call of a data test finds its arguments under: dbt's name. */
const argumentsName = '_dbt_generic_test_kwargs';

/** Renders one template after the other with the functions and macros of the project. */
export class TemplateRenderer {
  readonly #engine: JinjaEngine;
  readonly #library: MacroLibrary;
  readonly #use: MacroUse;
  readonly #builtins: ReadonlyMap<string, Builtin>;
  readonly #traced: ReadonlySet<string>;
  readonly #known: ReadonlySet<string>;
  readonly #vars: ReadonlySet<string>;
  #work: Work | undefined;
  #session = new RenderSession('');

  constructor(
    engine: JinjaEngine,
    library: MacroLibrary,
    use: MacroUse,
    builtins: ReadonlyMap<string, Builtin>,
    known: ReadonlySet<string>,
    vars: ReadonlySet<string>,
  ) {
    this.#engine = engine;
    this.#library = library;
    this.#use = use;
    this.#builtins = builtins;
    this.#traced = new Set(builtins.keys());
    this.#known = new Set([...known, ...library.names, argumentsName]);
    this.#vars = vars;
    this.#defineAll(builtins);
  }

  /** @param given more names that only this template knows */
  render(file: TextFile, given: EngineValues = {}): CompiledText {
    return this.#render(file, given);
  }

  /** What a macro writes that is called with these arguments by name. What is wrong in it says that it is for `caller`. */
  call(macro: string, values: Readonly<Record<string, JsonValue>>, caller: SourcePosition): CompiledText {
    const path = renderPosition(caller);
    const text = `{{ ${macro}(**${argumentsName}) }}`;
    const compiled = this.#render({ path, text }, { [argumentsName]: values });
    const isCalled = ({ file }: { readonly file: string }) => file !== path;
    const map = { file: caller.file, segments: compiled.map.segments.filter(isCalled) };
    const diagnostics = compiled.diagnostics.map(found =>
      found.at !== undefined && isCalled(found.at) ? found : { ...found, at: caller },
    );
    const configAt = compiled.configAt;
    return { ...compiled, map, diagnostics, configAt: configAt && isCalled(configAt) ? configAt : undefined };
  }

  #render(file: TextFile, given: EngineValues): CompiledText {
    const source = new TemplateSource(file);
    const named = [...new Set(source.names.free.map(use => use.name))].filter(name =>
      this.#library.has(name),
    );
    const broken = named.filter(name => this.#library.brokenAt(name) !== undefined);
    const macros = named.filter(name => !broken.includes(name));
    const known = new Set([...this.#known, ...Object.keys(given)]);
    const standIns = this.#standIns(source, broken, known);
    const work = { source, marks: new Marks(this.#library.marks), macros, given: { ...standIns, ...given } };
    const found = [...checkNames(source, known, this.#vars), ...this.#explainBroken(source, broken)];
    const session = new RenderSession(file.path);
    const rendered = this.#run(work, 'none', session);
    // What the engine stumbles over after an error that is known already is no news.
    if (!rendered.ok && found.length + session.diagnostics.length === 0) session.add(rendered.diagnostic);
    const written = session.isStopped ? [] : this.checkReferences(source);
    const unreached = written.filter(({ at }) => !isMet(session, at!));
    const diagnostics = inOrder([...found, ...session.diagnostics, ...unreached], file.path);
    const sql = rendered.ok && !hasErrors(diagnostics) ? rendered.text : '';
    return {
      sql,
      map: sql === '' ? { file: file.path, segments: [] } : this.#map(work, sql),
      dependsOn: [...new Set(session.references.map(reference => reference.uniqueId))].toSorted(),
      references: session.references,
      macros: this.#use.of(source),
      config: session.config,
      written: writtenConfig(source),
      configAt: session.configAt,
      diagnostics,
    };
  }

  /** What is wrong with the references written in a template or macro, whether or not rendering comes by. */
  checkReferences(source: TemplateSource): readonly Diagnostic[] {
    const session = new RenderSession(source.file);
    for (const { name, start, args } of literalCalls(source, ['ref', 'source'])) {
      const at = source.position(start, name.length);
      // Nothing is written here, so nobody is to say what stands for a table.
      this.#builtins.get(name)?.({ args, at, isRendered: true, session });
    }
    return session.diagnostics;
  }

  /**
   * Renders once more, with marks. An expression that looks at captured text (its length, a comparison) may see them
   * and take another way: then only text that goes straight to the output is marked, which no expression ever sees.
   */
  #map(work: Work, sql: string): SourceMap {
    for (const scope of ['all', 'output'] as const) {
      const rendered = this.#run(work, scope, new RenderSession(work.source.file));
      if (rendered.ok && stripMarks(rendered.text) === sql) {
        return traceMap(work.source.file, rendered.text, work.marks);
      }
    }
    return { file: work.source.file, segments: [] };
  }

  #run(work: Work, scope: MarkScope, session: RenderSession) {
    this.#session = session;
    this.#work = work;
    const piece = instrument(work.source, work.marks, scope, this.#traced);
    const imports = this.#library.importStatement(work.macros, scope === 'all');
    const rendered = this.#engine.render(new JoinedText(imports, [piece]), work.given);
    if (session.fault !== undefined) throw session.fault.error;
    return rendered;
  }

  #explainBroken(source: TemplateSource, broken: readonly string[]): readonly Diagnostic[] {
    return broken.map(name => {
      const use = source.names.free.find(candidate => candidate.name === name)!;
      const place = renderPosition(this.#library.brokenAt(name)!);
      const at = source.position(use.start, name.length);
      return errorDiagnostic('macro-failed', `The macro "${name}" has errors of its own: ${place}.`, { at });
    });
  }

  /** Something for each name that is known to be missing, so that rendering goes on and finds what else is wrong. */
  #standIns(source: TemplateSource, broken: readonly string[], known: ReadonlySet<string>): EngineValues {
    const { free, optional } = source.names;
    const missing = free.filter(
      ({ name }) => broken.includes(name) || !(known.has(name) || optional.has(name)),
    );
    return Object.fromEntries(missing.map(({ name, called }) => [name, called ? () => '' : '']));
  }

  /** `exceptions.raise_compiler_error` becomes a function of the object `exceptions`. */
  #defineAll(builtins: ReadonlyMap<string, Builtin>): void {
    const objects = new Map<string, Record<string, EngineFunction>>();
    for (const [callee, builtin] of builtins) {
      const [name = callee, attribute] = callee.split('.');
      const call: EngineFunction = (...args) => this.#call(builtin, args);
      if (attribute === undefined) this.#engine.define(name, call);
      else objects.set(name, { ...objects.get(name), [attribute]: call });
    }
    for (const [name, functions] of objects) this.#engine.define(name, functions);
  }

  #call(builtin: Builtin, args: readonly unknown[]) {
    const session = this.#session;
    const { source, marks } = this.#work!;
    const first = args[0];
    const place = typeof first === 'string' && stripMarks(first) === '' ? marks.get(first) : undefined;
    try {
      const at = place?.at ?? source.position(0);
      const isRendered = place?.isRendered ?? false;
      return builtin({ args: place === undefined ? args : args.slice(1), at, isRendered, session });
    } catch (error) {
      session.fault ??= { error };
      return '';
    }
  }
}

/** Whether rendering reported what it found at a place. */
function isMet({ diagnostics }: RenderSession, { line, column }: SourcePosition): boolean {
  return diagnostics.some(({ at }) => at?.line === line && at.column === column);
}

/** In the order of the template's text; what lies in macros comes last. */
function inOrder(diagnostics: readonly Diagnostic[], file: string): readonly Diagnostic[] {
  const rank = ({ at }: Diagnostic) =>
    at?.file === file ? at.line * 1e6 + at.column : Number.MAX_SAFE_INTEGER;
  return diagnostics.toSorted((a, b) => rank(a) - rank(b));
}
