import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../../diagnostics/position.ts';
import type { TextFile } from '../../project/project.ts';
import type { NamedMacro, OwnTest } from '../compiled-project.ts';
import { checkNames } from './check-names.ts';
import { instrument, testMacroPrefix } from './instrument.ts';
import type { JinjaEngine } from './jinja-engine.ts';
import { JoinedText } from './joined-text.ts';
import { type Macro, readMacros } from './macro-file.ts';
import { Marks } from './marks.ts';
import type { SourceText } from './source-text.ts';
import type { TemplateSource } from './template-source.ts';

/** What macros may use that is not a macro in Jinja. */
export interface Surroundings {
  /** Names of functions and values that every template has. */
  readonly known: ReadonlySet<string>;
  /** Functions whose calls are traced. */
  readonly traced: ReadonlySet<string>;
  readonly vars: ReadonlySet<string>;
  /** Where the names that a Jinja macro may not take are defined. */
  readonly taken: ReadonlyMap<string, string>;
  /** Macros in whose place something else stands. */
  readonly replaced: ReadonlySet<string>;
}

interface LibraryMacro extends Macro {
  readonly plain: SourceText;
  readonly marked: SourceText;
}

/**
 * The Jinja macros of the project, each known to every template and every other macro. A template imports those that it
 * names, out of a template that holds them and what they need: so its cost does not grow with the library.
 */
export class MacroLibrary {
  readonly diagnostics: readonly Diagnostic[];
  readonly marks = new Marks();
  readonly #engine: JinjaEngine;
  readonly #macros = new Map<string, LibraryMacro>();
  readonly #broken = new Map<string, Macro>();
  readonly #templates = new Map<string, string>();

  constructor(files: readonly TextFile[], engine: JinjaEngine, surroundings: Surroundings) {
    this.#engine = engine;
    const { macros: all, diagnostics } = readMacros(files, surroundings.taken);
    const macros = all.filter(({ name }) => !surroundings.replaced.has(name));
    const known = new Set([...surroundings.known, ...macros.map(macro => macro.name)]);
    this.diagnostics = [...diagnostics, ...macros.flatMap(macro => this.#add(macro, known, surroundings))];
  }

  get names(): Iterable<string> {
    return [...this.#macros.keys(), ...this.#broken.keys()];
  }

  /** What each sound macro was written as. */
  get sources(): readonly TemplateSource[] {
    return [...this.#macros.values()].map(({ source }) => source);
  }

  /** Where a macro with errors of its own stands; they are in `diagnostics`. */
  brokenAt(name: string): SourcePosition | undefined {
    if (this.#broken.size === 0) return undefined;
    return [...this.closure([name])].map(needed => this.#broken.get(needed)?.at).find(Boolean);
  }

  /** The macros that are data tests, by the names of the tests. */
  get tests(): ReadonlyMap<string, OwnTest> {
    const named = [...this.#macros.values(), ...this.#broken.values()].filter(({ name }) =>
      name.startsWith(testMacroPrefix),
    );
    return new Map(
      named.map(({ name: macro, parameters, at }) => {
        const name = macro.slice(testMacroPrefix.length);
        return [name, { name, parameters, at, isBroken: this.brokenAt(macro) !== undefined }];
      }),
    );
  }

  /** All others. */
  get macros(): readonly NamedMacro[] {
    return [...this.#macros.values(), ...this.#broken.values()].filter(
      ({ name }) => !name.startsWith(testMacroPrefix),
    );
  }

  has(name: string): boolean {
    return this.#macros.has(name) || this.#broken.has(name);
  }

  /** The import statement that makes macros known; empty for none. Marked macros mark the text that they write. */
  importStatement(names: readonly string[], marked: boolean): string {
    if (names.length === 0) return '';
    return `{% from '${this.#template(names, marked)}' import ${names.join(', ')} %}`;
  }

  /** Names, and all that the macros among them name, directly or not. */
  closure(names: Iterable<string>): ReadonlySet<string> {
    const found = new Set<string>(names);
    // A Set's iterator also visits what is added meanwhile.
    for (const name of found) {
      for (const use of this.#macros.get(name)?.source.names.free ?? []) found.add(use.name);
    }
    return found;
  }

  #add(macro: Macro, known: ReadonlySet<string>, { traced, vars }: Surroundings): readonly Diagnostic[] {
    const plain = instrument(macro.source, this.marks, 'none', traced);
    const syntax = this.#engine.checkSyntax(new JoinedText('', [plain]));
    const unknown = checkNames(macro.source, known, vars);
    const problems = syntax === undefined || unknown.length > 0 ? unknown : [syntax];
    if (problems.length > 0) this.#broken.set(macro.name, macro);
    else
      this.#macros.set(macro.name, {
        ...macro,
        plain,
        marked: instrument(macro.source, this.marks, 'all', traced),
      });
    return problems;
  }

  #template(names: readonly string[], marked: boolean): string {
    const key = `${marked}:${names.join()}`;
    const known = this.#templates.get(key);
    if (known !== undefined) return known;
    const name = `macros-${this.#templates.size}.sql`;
    const macros = [...this.closure(names)].flatMap(macro => this.#macros.get(macro) ?? []);
    this.#engine.addTemplate(
      name,
      new JoinedText(
        '',
        macros.map(macro => (marked ? macro.marked : macro.plain)),
      ),
    );
    this.#templates.set(key, name);
    return name;
  }
}
