import type { Pack } from './pack.ts';
import type { PackedObject } from './pack-index.ts';

/** Packs below `smallPack` are written anew as soon as there are so many of them, or anything in them is dead. */
const manyPacks = 8;
const smallPack = 8 * 2 ** 20;

/**
 * The packs whose living objects are better written anew, so that the pack can go: half of it or more is dead, or it is
 * small. Pure.
 *
 * @param living of each pack, the objects that this run reads from it
 */
export function stalePacks(
  packs: readonly Pack[],
  living: ReadonlyMap<Pack, readonly PackedObject[]>,
): readonly Pack[] {
  const tooMany = packs.filter(pack => pack.bytes < smallPack).length > manyPacks;
  return packs.filter(pack => {
    const objects = living.get(pack) ?? [];
    const hasDead = objects.length < pack.objects.length;
    if (pack.bytes < smallPack) return hasDead || tooMany;
    return hasDead && objects.reduce((sum, { length }) => sum + length, 0) * 2 <= pack.bytes;
  });
}
