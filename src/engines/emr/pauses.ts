import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds. */
const most = 5000;

/** Waits for longer each time: what is soon over is soon noticed, and what takes long is not asked for ever so often. */
export class Pauses {
  #next = 200;

  /** @throws what the signal was aborted for */
  async pause(signal?: AbortSignal): Promise<void> {
    await wait(this.#next, undefined, signal && { signal });
    this.#next = Math.min(most, this.#next * 1.5);
  }
}
