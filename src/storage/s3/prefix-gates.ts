import { fewest, Gate } from './gate.ts';

/** So many prefixes are remembered; of those that nobody waits for, the one that was used longest ago goes first. */
const mostPrefixes = 64;

/** How long an answer says something of a prefix. Milliseconds. */
const memory = 1000;

interface Prefix {
  readonly gate: Gate;
  answeredAt: number;
  refusedAt: number;
}

/** Does work when there is a place for it. */
export type Enter = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * How many requests of one kind may be in flight to a bucket. Each prefix has a gate of its own, since S3 counts for each
 * (3,500 writes and 5,500 reads a second): it asks for fewer requests there while others are free. What it keeps
 * together is not known, though: when it refuses most prefixes that are in use, all are slowed together, and a new
 * prefix begins with half of what the bucket takes by then.
 *
 * See https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html.
 */
export class PrefixGates {
  readonly #most: number;
  readonly #all: Gate;
  /** The one that was used last stands last. */
  readonly #prefixes = new Map<string, Prefix>();

  constructor(most: number) {
    this.#most = most;
    this.#all = new Gate(most);
  }

  /**
   * Waits for a place in a prefix, and frees it when the work has ended. The work gets `enter`, which waits for a place
   * among all: what it does before keeps nobody waiting elsewhere.
   */
  through<T>(prefix: string, work: (enter: Enter) => Promise<T>): Promise<T> {
    return this.#of(prefix).gate.through(() => work(inner => this.#all.through(inner)));
  }

  answered(prefix: string, now = performance.now()): void {
    const found = this.#of(prefix);
    found.answeredAt = now;
    found.gate.answered();
    this.#all.answered();
  }

  slowDown(prefix: string, now = performance.now()): void {
    const found = this.#of(prefix);
    found.refusedAt = now;
    found.gate.slowDown(now);
    const all = [...this.#prefixes.values()];
    const refused = all.filter(({ refusedAt }) => now - refusedAt < memory).length;
    const free = all.filter(each => now - each.answeredAt < memory && now - each.refusedAt >= memory).length;
    if (refused > 1 && refused > free) this.#all.slowDown(now);
  }

  #of(name: string): Prefix {
    const long = Number.NEGATIVE_INFINITY;
    const prefix = this.#prefixes.get(name) ?? {
      gate: new Gate(this.#most, Math.max(fewest, this.#all.limit / 2)),
      answeredAt: long,
      refusedAt: long,
    };
    this.#prefixes.delete(name);
    if (this.#prefixes.size >= mostPrefixes) this.#forgetOne();
    this.#prefixes.set(name, prefix);
    return prefix;
  }

  #forgetOne(): void {
    for (const [name, { gate }] of this.#prefixes) {
      if (gate.isIdle) return void this.#prefixes.delete(name);
    }
  }
}

/** The folder of an object without its partitions: a table in a release, its plain copy, a folder of a source. */
export function prefixOf(key: string): string {
  const folders = key.split('/').slice(0, -1);
  const partition = folders.findIndex(folder => folder.includes('='));
  return (partition < 0 ? folders : folders.slice(0, partition)).join('/');
}
