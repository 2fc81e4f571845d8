import { Environment } from 'minijinja-js';
import type { JsonValue } from '../../config/json-value.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { parseEngineError } from './engine-error.ts';
import { explainError } from './explain-error.ts';
import type { JoinedText } from './joined-text.ts';

export type EngineFunction = (...args: readonly unknown[]) => JsonValue;
export type EngineValue = JsonValue | EngineFunction | { readonly [name: string]: EngineFunction };

export type EngineValues = { readonly [name: string]: EngineValue };

export type Rendered =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

// The ending decides about escaping: .html would be escaped, .sql is not.
const rendered = 'template.sql';

/**
 * minijinja, with errors as diagnostics. What holds of it (2.11, tried):
 * - a function must never throw, which breaks the WebAssembly instance, nor render another template;
 * - a function gets an undefined value as undefined, and its undefined result prints as `none`: it cannot stop a render;
 * - parsing and rendering a model takes 0.04 ms, with debug mode or without; importing costs 0.001 ms a macro.
 */
export class JinjaEngine {
  readonly #environment = new Environment();
  readonly #templates = new Map<string, JoinedText>();

  constructor() {
    this.#environment.undefinedBehavior = 'strict';
    // Only then do errors say where in the line they are.
    this.#environment.debug = true;
    this.#environment.enablePyCompat();
    this.#environment.removeGlobal('debug');
  }

  /** Gives every template a name to use; undefined takes it away. */
  define(name: string, value: EngineValue | undefined): void {
    if (value === undefined) this.#environment.removeGlobal(name);
    else this.#environment.addGlobal(name, value);
  }

  /** Keeps a template for import. Its syntax must have been checked. */
  addTemplate(name: string, text: JoinedText): void {
    this.#environment.addTemplate(name, text.text);
    this.#templates.set(name, text);
  }

  /** What is wrong with the syntax of a template, if anything. */
  checkSyntax(text: JoinedText): Diagnostic | undefined {
    try {
      this.#environment.addTemplate(rendered, text.text);
      return undefined;
    } catch (error) {
      return this.#explain(error, text);
    } finally {
      this.#environment.removeTemplate(rendered);
    }
  }

  /** @param context more names, for this render only */
  render(text: JoinedText, context: EngineValues): Rendered {
    try {
      return { ok: true, text: this.#environment.renderNamedStr(rendered, text.text, context) };
    } catch (error) {
      return { ok: false, diagnostic: this.#explain(error, text) };
    }
  }

  /** @throws the error itself when it is none of the template's */
  #explain(error: unknown, text: JoinedText): Diagnostic {
    const parsed = parseEngineError(error);
    if (parsed === undefined) throw error;
    const template = this.#templates.get(parsed.template) ?? text;
    return explainError(parsed, template.find(parsed.line, parsed.column, parsed.length));
  }
}
