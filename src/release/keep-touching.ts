const touchInterval = 5 * 60_000;

/**
 * Shows others that somebody is at work, every five minutes, until what it gives is called. The timer does not keep the process
 * alive. A touch that fails is no reason to stop: what matters is read again before it counts.
 */
export function keepTouching(touch: () => Promise<void>): () => void {
  const timer = setInterval(() => void touch().catch(() => undefined), touchInterval);
  timer.unref();
  return () => clearInterval(timer);
}
