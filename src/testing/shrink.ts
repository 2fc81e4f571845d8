/**
 * A small part of `items` that still fits, by leaving out halves, quarters and so on. Asks about as many times as what
 * stays has items, times the logarithm of all.
 *
 * @param fits whether a part is enough; all of the items are
 */
export async function shrink<T>(
  items: readonly T[],
  fits: (part: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  if (items.length === 0 || (await fits([]))) return [];
  let kept = items;
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < kept.length; ) {
      const without = [...kept.slice(0, start), ...kept.slice(start + size)];
      if (await fits(without)) kept = without;
      else start += size;
    }
  }
  return kept;
}
