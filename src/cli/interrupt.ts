/** npx hands Ctrl-C on to its child, which the terminal has told as well: what comes this soon is the same one. */
const sameKeyMilliseconds = 500;

/**
 * Runs `work` with a signal that the first Ctrl-C (or SIGTERM) aborts, so that queries are interrupted and nothing
 * half made stays. The second one ends the process at once, by the signal itself: a plain exit would wait for the
 * threads that still compute.
 *
 * @param onInterrupt called before the signal aborts, to say so
 */
export async function interruptible<Result>(
  onInterrupt: () => void,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  let first: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (first === undefined) {
      first = performance.now();
      onInterrupt();
      controller.abort();
    } else if (performance.now() - first > sameKeyMilliseconds) {
      stopListening();
      process.kill(process.pid, signal);
    }
  };
  const stopListening = () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    stopListening();
  }
}
