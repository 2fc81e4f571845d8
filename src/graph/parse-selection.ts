import { didYouMeanAmong } from '../diagnostics/closest.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { IndirectSelection } from './indirect-selection.ts';
import { absentMethods, selectionMethods } from './methods/registry.ts';

/** One spec: `[@][N+|+][method[.argument…]:]value[+|+N]`. */
export interface SelectionSpec {
  /** As the user wrote it. */
  readonly text: string;
  /** A key of the registry. */
  readonly method: string;
  /** What stands between the method's name and the colon: `materialized` in `config.materialized:view`. */
  readonly argument: string;
  readonly value: string;
  /** `@`: with its descendants and all of their ancestors. */
  readonly withRelatives: boolean;
  /** How many generations of parents come along: 0 none, Infinity all. */
  readonly parents: number;
  readonly children: number;
  /** How tests come along with this spec, when it says so itself. */
  readonly indirect?: IndirectSelection;
  /** Where it stands, when in a file. */
  readonly at?: SourcePosition;
}

/** Specs that must all match, written with commas. */
export type Intersection = readonly SelectionSpec[];

export interface ParsedSelection {
  readonly union: readonly Intersection[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses what `--select` or `--exclude` was given; `at` when it stands in a file. */
export function parseSelection(texts: readonly string[], at?: SourcePosition): ParsedSelection {
  const diagnostics: Diagnostic[] = [];
  const union = texts
    .flatMap(text => text.split(/\s+/))
    .filter(text => text !== '')
    .map(text =>
      text.split(',').flatMap(part => {
        const spec = parseSpec(part, text, at);
        if (!('code' in spec)) return [spec];
        diagnostics.push(spec);
        return [];
      }),
    );
  return { union, diagnostics };
}

const SPEC =
  /^(?<relatives>@)?(?:(?<parents>\d*)\+)?(?:(?<method>\w+)(?:\.(?<argument>[\w.]+))?:)?(?<value>.*?)(?:\+(?<children>\d*))?$/;

function parseSpec(text: string, whole: string, at: SourcePosition | undefined): SelectionSpec | Diagnostic {
  const groups = SPEC.exec(text)!.groups as Record<string, string | undefined>;
  const value = groups.value!;
  if (value === '') {
    const hint = 'Write [method:]value, e.g. users, +users or tag:nightly.';
    return badSelection(whole, 'it names nothing', hint, at);
  }
  if (groups.relatives !== undefined && groups.children !== undefined) {
    const hint = 'Take one of the two: @ already brings the descendants.';
    return badSelection(whole, '@ and a final + exclude each other', hint, at);
  }
  const spec: SelectionSpec = {
    text,
    method: groups.method ?? impliedMethod(value),
    argument: groups.argument ?? '',
    value,
    withRelatives: groups.relatives !== undefined,
    parents: generations(groups.parents),
    children: generations(groups.children),
    ...(at && { at }),
  };
  return specProblem(spec, whole) ?? spec;
}

/** Why a spec can never be answered: a method that is not there, or a value that its method does not know. */
export function specProblem(spec: SelectionSpec, whole = spec.text): Diagnostic | undefined {
  const { method, argument, value, at } = spec;
  const names = [...selectionMethods.keys()];
  const methods = `The methods are ${names.join(', ')}.`;
  const absent = absentMethods.get(method);
  if (absent !== undefined) {
    const why = `"${method}" is a method of dbt, but sparkify has no ${absent} yet`;
    return badSelection(whole, why, methods, at);
  }
  const rule = selectionMethods.get(method);
  if (rule === undefined) {
    const hint = didYouMeanAmong(method, names, methods);
    return badSelection(whole, `there is no method "${method}"`, hint, at);
  }
  const problem = rule.problem?.(argument, value);
  return problem && badSelection(whole, problem.message, problem.hint, at);
}

/** dbt's rule for a spec that names no method. */
function impliedMethod(value: string): string {
  if (value.includes('/') || value.includes('\\')) return 'path';
  return /\.(sql|py|csv|ts)$/i.test(value) ? 'file' : 'fqn';
}

function generations(digits: string | undefined): number {
  if (digits === undefined) return 0;
  return digits === '' ? Number.POSITIVE_INFINITY : Number(digits);
}

/** An error about one selector, wherever it stands. */
export function badSelection(text: string, why: string, hint: string, at?: SourcePosition): Diagnostic {
  const message = `The selection "${text}" cannot be read: ${why}.`;
  return errorDiagnostic('bad-selection', message, { hint, ...(at && { at }) });
}
