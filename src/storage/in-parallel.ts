/** Does `work` for every item, at most `limit` at a time. Stops taking new items after the first failure, and throws it. */
export async function inParallel<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failed = false;
  const worker = async () => {
    while (!failed) {
      const next = queue.next();
      if (next.done) return;
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

/** The results of what goes on at once. A failure is thrown when the others have ended, too: the first of them in their order. */
export async function allEnded<T extends readonly unknown[]>(
  going: {
    readonly [K in keyof T]: T[K] | Promise<T[K]>;
  },
): Promise<T> {
  const ended = await Promise.allSettled(going);
  return ended.map(each => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  }) as unknown as T;
}
