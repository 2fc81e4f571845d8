import type { TemplateCompiler } from '../compile/compiled-project.ts';
import { referenceIn } from '../compile/reference-in.ts';
import type { JsonValue } from '../config/json-value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';

/** Compiles the bits of Jinja in one declared test, and gathers what they depend on and use, and what is wrong with them. */
export class TextResolver {
  readonly #compiler: TemplateCompiler;
  readonly #at: SourcePosition;
  readonly #dependsOn = new Set<string>();
  readonly #macros = new Set<string>();
  readonly #diagnostics: Diagnostic[] = [];

  constructor(compiler: TemplateCompiler, at: SourcePosition) {
    this.#compiler = compiler;
    this.#at = at;
  }

  get dependsOn(): readonly string[] {
    return [...this.#dependsOn].sort();
  }

  /** Unique ids of the macros that it uses. */
  get macros(): readonly string[] {
    return [...this.#macros].sort();
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics;
  }

  /** The relation that `ref('users')` or `source('raw', 'events')` names; braces around it are fine. */
  relation(reference: string): string {
    const call = referenceIn(reference);
    if (call !== undefined) return this.text(`{{ ${call} }}`);
    const message = `"${reference}" does not name a table.`;
    const hint = "Write ref('model') or source('source', 'table').";
    this.#diagnostics.push(errorDiagnostic('bad-test-argument', message, { at: this.#at, hint }));
    return '';
  }

  /**
   * An argument with the expressions in its texts evaluated. A text that is one expression keeps its type: of
   * `{{ var('levels') }}` a list stays a list. What names a table stays as it is: `relation` takes it.
   */
  value(given: JsonValue): JsonValue {
    return mapTexts(given, text => (referenceIn(text) === undefined ? this.#evaluated(text) : text));
  }

  /** The same, with each table that is named as its relation. */
  argument(given: JsonValue): JsonValue {
    return mapTexts(given, text =>
      referenceIn(text) === undefined ? this.#evaluated(text) : this.relation(text),
    );
  }

  /** A text with its expressions evaluated. */
  text(template: string): string {
    const compiled = this.#compiler.compile({ path: this.#at.file, text: template });
    for (const id of compiled.dependsOn) this.#dependsOn.add(id);
    for (const id of compiled.macros) this.#macros.add(id);
    // Positions inside of this text mean nothing in the YAML file.
    this.#diagnostics.push(...compiled.diagnostics.map(diagnostic => ({ ...diagnostic, at: this.#at })));
    return compiled.sql;
  }

  #evaluated(text: string): JsonValue {
    const expression = expressionIn(text);
    if (expression === undefined) return /\{[{%]/.test(text) ? this.text(text) : text;
    const json = this.text(`{{ (${expression}) | tojson }}`);
    return json === '' ? '' : (JSON.parse(json) as JsonValue);
  }
}

function mapTexts(given: JsonValue, change: (text: string) => JsonValue): JsonValue {
  if (typeof given === 'string') return change(given);
  if (typeof given !== 'object' || given === null) return given;
  if (Array.isArray(given)) return given.map(inner => mapTexts(inner, change));
  return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, mapTexts(inner, change)]));
}

/** What stands in `{{ … }}` when there is nothing else; `var('x')` is one without braces, too, as in dbt. */
function expressionIn(text: string): string | undefined {
  const inner = /^\s*\{\{-?((?:(?!\{\{|\}\}).)*?)-?\}\}\s*$/s.exec(text)?.[1];
  return inner ?? /^\s*((?:env_)?var\s*\([^()]*\))\s*$/.exec(text)?.[1];
}
