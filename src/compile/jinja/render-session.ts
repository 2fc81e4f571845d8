import type { JsonValue } from '../../config/json-value.ts';
import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { type Diagnostic, errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../../diagnostics/position.ts';
import type { Reference } from '../compiled-project.ts';
import { forTemplate } from '../in-macro.ts';

/** What the functions of a template note down while it is rendered. */
export class RenderSession {
  readonly file: string;
  readonly diagnostics: Diagnostic[] = [];
  readonly references: Reference[] = [];
  readonly config: Record<string, JsonValue> = {};
  configAt: SourcePosition | undefined;
  /** A fault of our own inside a function: thrown on after rendering, since throwing across WebAssembly breaks it. */
  fault: { readonly error: unknown } | undefined;
  #stopped = false;

  constructor(file: string) {
    this.file = file;
  }

  report(code: DiagnosticCode, message: string, at: SourcePosition, hint?: string): void {
    this.add(errorDiagnostic(code, message, hint === undefined ? { at } : { at, hint }));
  }

  /** An error inside of a macro also says for which template it was rendered. */
  add({ message, ...rest }: Diagnostic): void {
    if (this.#stopped) return;
    const inMacro = rest.at !== undefined && rest.at.file !== this.file;
    this.diagnostics.push({ ...rest, message: inMacro ? forTemplate(message, this.file) : message });
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  /** After a macro has raised, rendering goes on, but whatever it meets is no news. */
  stop(): void {
    this.#stopped = true;
  }
}
