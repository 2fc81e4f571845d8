import { closest, distance } from 'fastest-levenshtein';

/** The name most like `wanted` among `known`, or undefined when none is near enough to be a typo. */
export function closestName(wanted: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  if (names.length === 0) return undefined;
  const best = closest(
    wanted.toLowerCase(),
    names.map(name => name.toLowerCase()),
  );
  const name = names.find(candidate => candidate.toLowerCase() === best)!;
  return distance(wanted.toLowerCase(), best) <= Math.max(1, Math.floor(wanted.length / 3))
    ? name
    : undefined;
}

/** `Did you mean "users"?`, or what is given as `otherwise`. */
export function didYouMean(wanted: string, known: Iterable<string>, otherwise?: string): string | undefined {
  const name = closestName(wanted, known);
  return name === undefined ? otherwise : `Did you mean "${name}"?`;
}

/** `Did you mean "users"?` where one is near, and in any case what there is, which `all` says. */
export function didYouMeanAmong(wanted: string, known: Iterable<string>, all: string): string {
  const meant = didYouMean(wanted, known);
  return meant === undefined ? all : `${meant} ${all}`;
}
