import type { TemplateCompiler } from '../compile/compiled-project.ts';
import type { JsonValue } from '../config/json-value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';

/** Compiles the bits of Jinja in one declared test, and gathers what they depend on and what is wrong with them. */
export class TextResolver {
  readonly #compiler: TemplateCompiler;
  readonly #at: SourcePosition;
  readonly #dependsOn = new Set<string>();
  readonly #diagnostics: Diagnostic[] = [];

  constructor(compiler: TemplateCompiler, at: SourcePosition) {
    this.#compiler = compiler;
    this.#at = at;
  }

  get dependsOn(): readonly string[] {
    return [...this.#dependsOn].sort();
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

  /** An argument with the expressions in its texts evaluated. What names a table stays: `relation` takes it. */
  value(given: JsonValue): JsonValue {
    if (typeof given === 'string') {
      return /\{[{%]/.test(given) && referenceIn(given) === undefined ? this.text(given) : given;
    }
    if (typeof given !== 'object' || given === null) return given;
    if (Array.isArray(given)) return given.map(inner => this.value(inner));
    return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, this.value(inner)]));
  }

  /** A text with its expressions evaluated. */
  text(template: string): string {
    const compiled = this.#compiler.compile({ path: this.#at.file, text: template });
    for (const id of compiled.dependsOn) this.#dependsOn.add(id);
    // Positions inside of this text mean nothing in the YAML file.
    this.#diagnostics.push(...compiled.diagnostics.map(diagnostic => ({ ...diagnostic, at: this.#at })));
    return compiled.sql;
  }
}

/** The call in `ref('users')` or `{{ source('raw', 'events') }}`, when there is nothing else. */
function referenceIn(text: string): string | undefined {
  return /^\s*(?:\{\{)?\s*((?:ref|source)\s*\([^()]*\))\s*(?:\}\})?\s*$/.exec(text)?.[1];
}
