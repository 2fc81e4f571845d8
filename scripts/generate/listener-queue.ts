import type { Listener } from './listener.ts';

/** Listeners by the time of their next event: a binary heap, ties in the order of their numbers. */
export class ListenerQueue {
  readonly #heap: Listener[];

  constructor(listeners: readonly Listener[]) {
    // A sorted array is a valid heap.
    this.#heap = [...listeners].sort((a, b) => a.nextTs - b.nextTs || a.index - b.index);
  }

  /** The listener whose event comes next. */
  get first(): Listener {
    return this.#heap[0]!;
  }

  /** Puts the first listener where it belongs after its time has moved on. */
  settleFirst(): void {
    const heap = this.#heap;
    const moved = this.first;
    let hole = 0;
    for (let child = 1; child < heap.length; child = 2 * hole + 1) {
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child]!)) child++;
      if (!isBefore(heap[child]!, moved)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = moved;
  }
}

function isBefore(a: Listener, b: Listener): boolean {
  return a.nextTs < b.nextTs || (a.nextTs === b.nextTs && a.index < b.index);
}
