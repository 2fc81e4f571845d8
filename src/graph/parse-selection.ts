import { didYouMean } from '../diagnostics/closest.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { selectionMethods } from './methods/registry.ts';

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
}

/** Specs that must all match, written with commas. */
export type Intersection = readonly SelectionSpec[];

export interface ParsedSelection {
  readonly union: readonly Intersection[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses what `--select` or `--exclude` was given. */
export function parseSelection(texts: readonly string[]): ParsedSelection {
  const diagnostics: Diagnostic[] = [];
  const union = texts
    .flatMap(text => text.split(/\s+/))
    .filter(text => text !== '')
    .map(text =>
      text.split(',').flatMap(part => {
        const spec = parseSpec(part, text);
        if (!('code' in spec)) return [spec];
        diagnostics.push(spec);
        return [];
      }),
    );
  return { union, diagnostics };
}

const SPEC =
  /^(?<relatives>@)?(?:(?<parents>\d*)\+)?(?:(?<method>\w+)(?:\.(?<argument>[\w.]+))?:)?(?<value>.*?)(?:\+(?<children>\d*))?$/;

function parseSpec(text: string, whole: string): SelectionSpec | Diagnostic {
  const groups = SPEC.exec(text)!.groups as Record<string, string | undefined>;
  const value = groups.value!;
  const method = groups.method ?? impliedMethod(value);
  if (value === '')
    return bad(whole, 'it names nothing', 'Write [method:]value, e.g. users, +users or tag:nightly.');
  if (groups.relatives !== undefined && groups.children !== undefined) {
    return bad(
      whole,
      '@ and a final + exclude each other',
      'Take one of the two: @ already brings the descendants.',
    );
  }
  const rule = selectionMethods.get(method);
  if (rule === undefined) {
    const names = [...selectionMethods.keys()];
    const methods = `The methods are ${names.join(', ')}.`;
    const meant = didYouMean(method, names);
    return bad(
      whole,
      `there is no method "${method}"`,
      meant === undefined ? methods : `${meant} ${methods}`,
    );
  }
  const argument = groups.argument ?? '';
  const problem = rule.problem?.(argument, value);
  if (problem !== undefined) return bad(whole, problem.message, problem.hint);
  return {
    text,
    method,
    argument,
    value,
    withRelatives: groups.relatives !== undefined,
    parents: generations(groups.parents),
    children: generations(groups.children),
  };
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

function bad(text: string, why: string, hint: string): Diagnostic {
  return errorDiagnostic('bad-selection', `The selection "${text}" cannot be read: ${why}.`, { hint });
}
