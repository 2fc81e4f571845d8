/** Measures the union of the intervals in which at least one call is outstanding. */
export class BusyClock {
  readonly #now: () => number;
  #outstanding = 0;
  #since = 0;
  #total = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#outstanding++ === 0) this.#since = this.#now();
    try {
      return await work();
    } finally {
      if (--this.#outstanding === 0) this.#total += this.#now() - this.#since;
    }
  }

  seconds(): number {
    const running = this.#outstanding > 0 ? this.#now() - this.#since : 0;
    return (this.#total + running) / 1000;
  }
}
