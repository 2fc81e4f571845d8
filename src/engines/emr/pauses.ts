import { setTimeout as wait } from 'node:timers/promises';

/** Waits for longer each time: what is soon over is soon noticed, and what takes long is not asked for ever so often. */
export class Pauses {
  #next: number;
  readonly #most: number;

  /** Milliseconds. */
  constructor(first = 200, most = 5000) {
    this.#next = first;
    this.#most = most;
  }

  /** @throws what the signal was aborted for */
  async pause(signal?: AbortSignal): Promise<void> {
    await wait(this.#next, undefined, signal && { signal });
    this.#next = Math.min(this.#most, this.#next * 1.5);
  }
}
