import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { type Criteria, fromUnion } from './criteria.ts';
import { type IndirectSelection, indirectSelections } from './indirect-selection.ts';
import { parseSelection, type SelectionSpec, specProblem } from './parse-selection.ts';

type Path = readonly (string | number)[];
type Fields = Readonly<Record<string, unknown>>;
/** Where the value at a path of the file stands. */
export type Place = (path: Path) => SourcePosition;

const NOTHING: Criteria = { kind: 'union', of: [] };
const FULL_KEYS = [
  ...['method', 'value', 'parents', 'parents_depth', 'children', 'children_depth'],
  ...['childrens_parents', 'indirect_selection', 'exclude'],
];
const SHAPE = 'Write a text, one method: value, method: with value:, union: or intersection:.';

/** Reads definitions of one selector: as on the command line, `tag: nightly`, or in full; and sets of them. */
export class DefinitionParser {
  readonly diagnostics: Diagnostic[] = [];
  readonly #name: string;
  readonly #place: Place;

  constructor(name: string, place: Place) {
    this.#name = name;
    this.#place = place;
  }

  /** What is wrong is added to the diagnostics and selects nothing. */
  parse(definition: unknown, path: Path): Criteria {
    if (typeof definition === 'string') return this.#parseText(definition, path);
    if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) {
      return this.#refuse('a definition is neither a text nor a mapping', path, SHAPE);
    }
    const fields = definition as Fields;
    const keys = Object.keys(fields);
    for (const kind of ['union', 'intersection'] as const) {
      if (!(kind in fields)) continue;
      if (keys.length === 1) return this.#parseSet(kind, fields[kind], [...path, kind]);
      const hint = `Put the others into the list below ${kind}:.`;
      return this.#refuse(`"${kind}" stands beside other keys`, path, hint);
    }
    if ('method' in fields) return this.#parseFull(fields, path);
    const [key] = keys;
    if (key === undefined || keys.length > 1) return this.#refuse('a definition has no method', path, SHAPE);
    return this.#spec({ method: key, value: fields[key] }, [...path, key]);
  }

  #parseText(text: string, path: Path): Criteria {
    const { union, diagnostics } = parseSelection([text], this.#place(path));
    this.diagnostics.push(...diagnostics);
    if (text.trim() === '') return this.#refuse('a definition is empty', path, SHAPE);
    return fromUnion(union);
  }

  /** Members of a set, less what its one `exclude` names. */
  #parseSet(kind: 'union' | 'intersection', members: unknown, path: Path): Criteria {
    if (!Array.isArray(members)) return this.#refuse(`"${kind}" is not a list`, path, SHAPE);
    const entries = (members as readonly unknown[]).map((member, index) => ({
      member,
      at: [...path, index],
    }));
    const isExclude = ({ member }: { readonly member: unknown }) =>
      typeof member === 'object' && member !== null && Object.keys(member).join() === 'exclude';
    const excludes = entries.filter(isExclude);
    if (excludes.length > 1) {
      return this.#refuse(`"${kind}" has several "exclude"`, path, 'Write one exclude: with a list.');
    }
    const included = entries.filter(entry => !isExclude(entry));
    if (included.length === 0) return this.#refuse(`"${kind}" has no members`, path, SHAPE);
    const set: Criteria = { kind, of: included.map(({ member, at }) => this.parse(member, at)) };
    return excludes.reduce<Criteria>(
      (from, { member, at }) => this.#without(from, (member as Fields).exclude, [...at, 'exclude']),
      set,
    );
  }

  #parseFull(fields: Fields, path: Path): Criteria {
    const unknown = Object.keys(fields).find(key => !FULL_KEYS.includes(key));
    if (unknown !== undefined) {
      const hint = didYouMean(unknown, FULL_KEYS, `The keys are ${FULL_KEYS.join(', ')}.`)!;
      return this.#refuse(`there is no key "${unknown}"`, path, hint);
    }
    const spec = this.#spec(fields, path);
    return 'exclude' in fields ? this.#without(spec, fields.exclude, [...path, 'exclude']) : spec;
  }

  #without(from: Criteria, excluded: unknown, path: Path): Criteria {
    if (!Array.isArray(excluded)) return this.#refuse('"exclude" is not a list', path, 'Write a list.');
    const of = (excluded as readonly unknown[]).map((one, index) => this.parse(one, [...path, index]));
    return { kind: 'difference', from, without: { kind: 'union', of } };
  }

  #spec(fields: Fields, path: Path): Criteria {
    const { value, indirect_selection: indirect } = fields;
    const [method = '', ...argument] = String(fields.method).split('.');
    if (value === undefined || value === null || typeof value === 'object' || value === '') {
      return this.#refuse(`"${method}" has no value`, path, SHAPE);
    }
    if (indirect !== undefined && !isIndirectSelection(indirect)) {
      const hint = `It is one of ${indirectSelections.join(', ')}.`;
      const meant = didYouMean(String(indirect), indirectSelections, hint)!;
      return this.#refuse(`there is no indirect selection "${indirect}"`, path, meant);
    }
    const withRelatives = this.#flag(fields, 'childrens_parents', path);
    const spec: SelectionSpec = {
      text: `${String(fields.method)}:${String(value)}`,
      method,
      argument: argument.join('.'),
      value: String(value),
      withRelatives,
      parents: this.#generations(fields, 'parents', path),
      children: this.#generations(fields, 'children', path),
      at: this.#place(path),
      ...(indirect && { indirect }),
    };
    const problem = specProblem(spec);
    if (problem === undefined) return { kind: 'spec', spec };
    this.diagnostics.push(problem);
    return NOTHING;
  }

  #flag(fields: Fields, key: string, path: Path): boolean {
    const flag = fields[key] ?? false;
    if (typeof flag !== 'boolean') this.#refuse(`"${key}" is not true or false`, path, `Write ${key}: true.`);
    return flag === true;
  }

  #generations(fields: Fields, key: 'parents' | 'children', path: Path): number {
    const depth = fields[`${key}_depth`];
    if (!this.#flag(fields, key, path)) {
      if (depth !== undefined)
        this.#refuse(`"${key}_depth" stands without "${key}"`, path, `Add ${key}: true.`);
      return 0;
    }
    if (depth === undefined) return Number.POSITIVE_INFINITY;
    if (Number.isInteger(depth) && Number(depth) >= 0) return Number(depth);
    this.#refuse(`"${key}_depth" is not a whole number from 0 on`, path, `Write ${key}_depth: 1.`);
    return 0;
  }

  #refuse(why: string, path: Path, hint: string): Criteria {
    const message = `The selector "${this.#name}" cannot be read: ${why}.`;
    this.diagnostics.push(errorDiagnostic('bad-selection', message, { at: this.#place(path), hint }));
    return NOTHING;
  }
}

function isIndirectSelection(value: unknown): value is IndirectSelection {
  return indirectSelections.some(mode => mode === value);
}
