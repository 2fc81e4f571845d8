/**
 * After an interrupt nobody waits for a store that hangs: each request that is under way, or begins later, has a few
 * seconds for all its attempts. When one of them has had its time, no other gets any.
 */
export class Impatience {
  readonly #patience: number;
  #interrupted = false;
  #isSilent = false;
  readonly #running = new Set<Running>();

  /** @param patience milliseconds that a request may still take, all its attempts together */
  constructor(patience = 5000) {
    this.#patience = patience;
  }

  /** From now on this signal is the interrupt; what came of one before is over. */
  listen(interrupt: AbortSignal): void {
    this.#interrupted = interrupt.aborted;
    this.#isSilent = false;
    const hurry = () => {
      this.#interrupted = true;
      for (const running of this.#running) this.#hurry(running);
    };
    if (!interrupt.aborted) interrupt.addEventListener('abort', hurry, { once: true });
  }

  /** Hands `work` a signal that aborts when `signal` does, and with `error` when there is no more time. */
  async during<T>(
    { signal, error }: { readonly signal: AbortSignal | undefined; readonly error: () => Error },
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const ended = new AbortController();
    const running: Running = { giveUp: () => ended.abort(error()), timer: undefined };
    const end = () => ended.abort(signal?.reason);
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end, { once: true });
    this.#running.add(running);
    if (this.#interrupted) this.#hurry(running);
    try {
      return await work(ended.signal);
    } finally {
      signal?.removeEventListener('abort', end);
      clearTimeout(running.timer);
      this.#running.delete(running);
    }
  }

  /** Ends what is under way. */
  drop(): void {
    for (const running of this.#running) running.giveUp();
  }

  #hurry(running: Running): void {
    if (this.#isSilent) running.giveUp();
    else running.timer = setTimeout(() => this.#giveUp(), this.#patience);
  }

  #giveUp(): void {
    this.#isSilent = true;
    this.drop();
  }
}

interface Running {
  readonly giveUp: () => void;
  timer: NodeJS.Timeout | undefined;
}
