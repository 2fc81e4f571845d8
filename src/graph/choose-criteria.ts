import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic, warning } from '../diagnostics/diagnostic.ts';
import { type Criteria, fromUnion, specsOf } from './criteria.ts';
import { badSelection, parseSelection, type SelectionSpec } from './parse-selection.ts';
import type { SelectOptions } from './select.ts';
import { type NamedSelector, SELECTORS_FILE } from './selectors-file.ts';

interface Choice {
  readonly criteria: Criteria;
  readonly diagnostics: readonly Diagnostic[];
}

interface CheckedChoice extends Choice {
  /** Names of the methods that it asks, in selectors that it names, too. */
  readonly methods: ReadonlySet<string>;
}

type Selectors = ReadonlyMap<string, NamedSelector>;

const EVERYTHING: Criteria = { kind: 'everything' };

/** What the options ask for: a selector, else `--select` and `--exclude`, else the default selector, else everything. */
export function chooseCriteria(options: SelectOptions): CheckedChoice {
  const { select, exclude, selector, selectors } = options;
  const named: Selectors = selectors?.selectors ?? new Map();
  const choice =
    selector === undefined
      ? fromTexts(select, exclude, named)
      : fromSelector(selector, named, select.length + exclude.length > 0);
  const reached = reachableSpecs(choice.criteria, named);
  const diagnostics = [
    ...(selectors?.diagnostics ?? []),
    ...choice.diagnostics,
    ...reached.flatMap(spec => specError(spec, named, options) ?? []),
    ...circles(named),
  ];
  const methods = new Set(reached.map(({ method }) => method));
  return { criteria: choice.criteria, methods, diagnostics };
}

function fromSelector(name: string, named: Selectors, ignored: boolean): Choice {
  const selector = named.get(name);
  const diagnostics = ignored
    ? [
        warning('bad-selection', '--select and --exclude are ignored beside --selector.', {
          hint: `To have both, write --select selector:${name}.`,
        }),
      ]
    : [];
  if (selector !== undefined) return { criteria: selector.criteria, diagnostics };
  const hint = selectorHint(name, named);
  const message = `There is no selector "${name}".`;
  return { criteria: EVERYTHING, diagnostics: [errorDiagnostic('bad-selection', message, { hint })] };
}

function fromTexts(select: readonly string[], exclude: readonly string[], named: Selectors): Choice {
  const included = parseSelection(select);
  const excluded = parseSelection(exclude);
  const diagnostics = [...included.diagnostics, ...excluded.diagnostics];
  const byDefault = [...named.values()].find(({ isDefault }) => isDefault);
  if (select.length + exclude.length === 0 && byDefault !== undefined) {
    return { criteria: byDefault.criteria, diagnostics };
  }
  const from = included.union.length === 0 ? EVERYTHING : fromUnion(included.union);
  if (excluded.union.length === 0) return { criteria: from, diagnostics };
  return { criteria: { kind: 'difference', from, without: fromUnion(excluded.union) }, diagnostics };
}

/** The specs of a selection and of every selector that it names, directly or not. */
function reachableSpecs(criteria: Criteria, named: Selectors): readonly SelectionSpec[] {
  const seen = new Set<string>();
  const specs: SelectionSpec[] = [];
  const open = [criteria];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const spec of specsOf(next)) {
      specs.push(spec);
      const inner = spec.method === 'selector' && !seen.has(spec.value) && named.get(spec.value);
      if (!inner) continue;
      seen.add(spec.value);
      open.push(inner.criteria);
    }
  }
  return specs;
}

function specError(
  { method, value, text, at }: SelectionSpec,
  named: Selectors,
  { changedSince, freshness, lastResults, changes, hasState = false }: SelectOptions,
): Diagnostic | undefined {
  if (method === 'selector' && !named.has(value)) {
    return badSelection(text, `there is no selector "${value}"`, selectorHint(value, named), at);
  }
  if (method === 'source_status' && (freshness === undefined || (value === 'fresher' && !hasState))) {
    const hint = 'Give the folder of an earlier sources.json, e.g. --state last-run.';
    return badSelection(text, 'there is nothing to compare with', hint, at);
  }
  if (method === 'state' && (changes === undefined || !hasState)) {
    const hint =
      'Give a lake, or the folder that holds the manifest.json of an earlier run, e.g. --state last-run.';
    return badSelection(text, 'there is nothing to compare with', hint, at);
  }
  if (method === 'result' && lastResults === undefined) {
    const hint = 'List the names with sparkify ls, and give them to --select.';
    return badSelection(text, 'no earlier run is asked here', hint, at);
  }
  if (method === 'git' && changedSince === undefined) {
    const hint = 'List the names with sparkify ls, and give them to --select.';
    return badSelection(text, 'git is not asked here', hint, at);
  }
  return undefined;
}

function selectorHint(name: string, named: Selectors): string {
  const names = [...named.keys()];
  if (names.length === 0) return `Define it in ${SELECTORS_FILE}, in the project folder.`;
  return didYouMean(name, names, `The selectors are ${names.join(', ')}.`)!;
}

/** Selectors that name each other in a circle, each circle once. */
function circles(named: Selectors): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const done = new Set<string>();
  const visit = (selector: NamedSelector, path: readonly string[]) => {
    const start = path.indexOf(selector.name);
    if (start !== -1) {
      const circle = [...path.slice(start), selector.name].join(' -> ');
      const hint = 'Take one "selector" out.';
      const message = `Selectors name each other in a circle: ${circle}.`;
      found.push(errorDiagnostic('bad-selection', message, { at: selector.at, hint }));
      return;
    }
    if (done.has(selector.name)) return;
    for (const spec of specsOf(selector.criteria)) {
      const inner = spec.method === 'selector' ? named.get(spec.value) : undefined;
      if (inner) visit(inner, [...path, selector.name]);
    }
    done.add(selector.name);
  };
  for (const selector of named.values()) visit(selector, []);
  return found;
}
