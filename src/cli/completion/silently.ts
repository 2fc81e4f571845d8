/**
 * Runs `work` while nothing is printed, not even by a config that does when it is imported.
 *
 * @returns undefined when it failed
 */
export async function silently<T>(work: () => Promise<T>): Promise<T | undefined> {
  const streams = [process.stdout, process.stderr];
  const writes = streams.map(stream => stream.write);
  for (const stream of streams) stream.write = () => true;
  try {
    return await work();
  } catch {
    return undefined;
  } finally {
    streams.forEach((stream, index) => {
      stream.write = writes[index]!;
    });
  }
}
