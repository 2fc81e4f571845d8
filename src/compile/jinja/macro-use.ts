import { macroId } from '../unique-id.ts';
import type { MacroLibrary } from './macro-library.ts';
import type { TemplateSource } from './template-source.ts';

/**
 * Tells which macros of the project a template uses, directly or through other macros. What counts is what is written:
 * a macro in a branch that is not taken now is one, too, so that the answer is the same in every environment.
 */
export class MacroUse {
  readonly #project: string;
  readonly #library: Pick<MacroLibrary, 'has' | 'closure'>;
  readonly #typeScript: ReadonlySet<string>;

  /** @param typeScript names of macros that are not of the library */
  constructor(
    project: string,
    library: Pick<MacroLibrary, 'has' | 'closure'>,
    typeScript: ReadonlySet<string>,
  ) {
    this.#project = project;
    this.#library = library;
    this.#typeScript = typeScript;
  }

  /** Unique ids, sorted. */
  of({ names }: TemplateSource): readonly string[] {
    const found = this.#library.closure(names.free.map(({ name }) => name));
    return [...found]
      .filter(name => this.#library.has(name) || this.#typeScript.has(name))
      .map(name => macroId(this.#project, name))
      .sort();
  }
}
