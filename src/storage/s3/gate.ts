/** With so many requests in flight a gate begins that knows nothing better. */
export const fewest = 16;

/**
 * How many requests may be in flight to one place. It begins with few, for S3 spreads a prefix over more servers only as its load
 * grows, doubles with every round of answers, and halves when S3 asks to slow down; after that it grows by one a round.
 */
export class Gate {
  readonly #most: number;
  #limit: number;
  #threshold: number;
  #active = 0;
  #slowedAt = Number.NEGATIVE_INFINITY;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number, first = fewest) {
    this.#most = most;
    this.#limit = Math.min(first, most);
    this.#threshold = most;
  }

  get limit(): number {
    return Math.floor(this.#limit);
  }

  get isIdle(): boolean {
    return this.#active === 0 && this.#waiting.length === 0;
  }

  /** Waits for a place, and frees it when the work has ended. */
  async through<T>(work: () => Promise<T>): Promise<T> {
    if (this.#active >= this.limit) await new Promise<void>(go => this.#waiting.push(go));
    else this.#active++;
    try {
      return await work();
    } finally {
      this.#active--;
      this.#letIn();
    }
  }

  answered(): void {
    this.#limit = Math.min(this.#most, this.#limit + (this.#limit < this.#threshold ? 1 : 1 / this.#limit));
    this.#letIn();
  }

  /** Many requests are refused together; they count as one sign. */
  slowDown(now = performance.now()): void {
    if (now - this.#slowedAt < 500) return;
    this.#slowedAt = now;
    this.#limit = Math.max(4, this.#limit / 2);
    this.#threshold = this.#limit;
  }

  #letIn(): void {
    while (this.#active < this.limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#active++;
      next();
    }
  }
}
