export type Cells = readonly (string | null)[];

export interface RowDiff {
  /** `→` for a row of which some cells differ, `+++` for one that was not expected, `---` for one that is missing. */
  readonly marker: '→' | '+++' | '---';
  readonly cells: readonly { readonly expected: string | null; readonly actual: string | null }[];
}

/**
 * How rows differ from those that were expected; empty when they do not. In order, row by row; otherwise rows that are
 * equal cancel each other out, and what is left is paired by how many cells agree.
 */
export function diffRows(
  expected: readonly Cells[],
  actual: readonly Cells[],
  ordered: boolean,
): readonly RowDiff[] {
  if (ordered) {
    const count = Math.max(expected.length, actual.length);
    return Array.from({ length: count }, (_, index) => pair(expected[index], actual[index])).filter(differs);
  }
  const missing = [...expected];
  const surplus: Cells[] = [];
  const places = new Map<string, number[]>();
  for (const [index, row] of expected.entries()) {
    const key = JSON.stringify(row);
    places.set(key, [...(places.get(key) ?? []), index]);
  }
  const matched = new Set<number>();
  for (const row of actual) {
    const place = places.get(JSON.stringify(row))?.shift();
    if (place === undefined) surplus.push(row);
    else matched.add(place);
  }
  return paired(
    missing.filter((_, index) => !matched.has(index)),
    surplus,
  );
}

/** Changed rows stand where they were expected; what has no partner comes after them. */
function paired(missing: readonly Cells[], surplus: readonly Cells[]): readonly RowDiff[] {
  const left = new Set(surplus);
  const partners = new Map<Cells, Cells>();
  const candidates = missing
    .flatMap(expected => surplus.map(actual => ({ expected, actual, agree: agreement(expected, actual) })))
    .filter(({ expected, agree }) => agree > 0 && agree * 2 >= expected.length)
    .sort((a, b) => b.agree - a.agree);
  for (const { expected, actual } of candidates) {
    if (partners.has(expected) || !left.delete(actual)) continue;
    partners.set(expected, actual);
  }
  return [...missing.map(row => pair(row, partners.get(row))), ...[...left].map(row => pair(undefined, row))];
}

function agreement(a: Cells, b: Cells): number {
  return a.filter((cell, index) => cell === b[index]).length;
}

function pair(expected: Cells | undefined, actual: Cells | undefined): RowDiff {
  const width = (expected ?? actual)!.length;
  const cells = Array.from({ length: width }, (_, index) => ({
    expected: (expected ?? actual)![index] ?? null,
    actual: (actual ?? expected)![index] ?? null,
  }));
  return { marker: expected === undefined ? '+++' : actual === undefined ? '---' : '→', cells };
}

function differs({ marker, cells }: RowDiff): boolean {
  return marker !== '→' || cells.some(({ expected, actual }) => expected !== actual);
}
