/** Bounds how many bytes of bodies are held in memory at once. A single one larger than the budget goes alone. */
export class ByteBudget {
  readonly #budget: number;
  #used = 0;
  readonly #waiting: { readonly bytes: number; readonly go: () => void }[] = [];

  constructor(budget: number) {
    this.#budget = budget;
  }

  async with<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length > 0 || !this.#fits(bytes)) {
      await new Promise<void>(go => this.#waiting.push({ bytes, go }));
    } else this.#used += bytes;
    try {
      return await work();
    } finally {
      this.#used -= bytes;
      this.#letIn();
    }
  }

  #letIn(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#used += next.bytes;
      next.go();
    }
  }

  #fits(bytes: number): boolean {
    return this.#used === 0 || this.#used + bytes <= this.#budget;
  }
}
