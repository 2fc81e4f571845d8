/**
 * A small seeded generator of pseudo-random numbers (mulberry32). Its results are the same on every machine and
 * version of Node, which `Math.random` does not promise.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A number in [0, 1). */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    return scramble(this.#state) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.unit() * bound);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** A waiting time with the given mean, exponentially distributed. */
  wait(mean: number): number {
    return -Math.log(1 - this.unit()) * mean;
  }
}

/**
 * The generator of one thing, e.g. of song 17. Things are drawn from their own number rather than from one long
 * sequence, so that any of them can be made again without being kept in memory.
 */
export function randomOf(seed: number, kind: string, index: number): Random {
  let hash = scramble(seed);
  for (let i = 0; i < kind.length; i++) hash = scramble(hash ^ kind.charCodeAt(i));
  return new Random(scramble(hash ^ scramble(index)));
}

/** Spreads 32 bits evenly: a bijection on unsigned 32-bit integers (lowbias32, https://nullprogram.com/blog/2018/07/31/). */
function scramble(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
