import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, warning } from '../diagnostics/diagnostic.ts';
import type { Properties } from './project.ts';

type Kind = 'model' | 'seed' | 'snapshot';

interface Attached<T> {
  readonly items: readonly (T & { readonly properties: Properties | undefined })[];
  /** Properties of something that does not exist. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Gives each model, seed or snapshot its properties; of two blocks for one name the first counts.
 *
 * @param kind what the names are of; @param others names of another kind, models or seeds, for the hint.
 */
export function attachProperties<T extends { readonly name: string }>(
  kind: Kind,
  items: readonly T[],
  blocks: readonly Properties[],
  others: readonly { readonly name: string }[],
): Attached<T> {
  const byName = new Map(blocks.toReversed().map(block => [block.name, block]));
  const names = new Set(items.map(item => item.name));
  return {
    items: items.map(item => ({ ...item, properties: byName.get(item.name) })),
    diagnostics: blocks
      .filter(block => !names.has(block.name))
      .map(block =>
        orphan(
          kind,
          block,
          names,
          others.map(other => other.name),
        ),
      ),
  };
}

function orphan(
  kind: Kind,
  block: Properties,
  names: ReadonlySet<string>,
  others: readonly string[],
): Diagnostic {
  const other = kind === 'model' ? 'seed' : 'model';
  const hint = others.includes(block.name)
    ? `There is a ${other} of that name: describe it under ${other}s.`
    : didYouMean(block.name, names, `Take the block out, or add the ${kind}.`)!;
  return warning('orphan-property', `There is no ${kind} "${block.name}".`, { at: block.at, hint });
}
