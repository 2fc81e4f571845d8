/** Lets lines through, and of several empty ones in a row the first. */
export function createLineFlow(): (lines: readonly string[]) => readonly string[] {
  let afterEmpty = false;
  return lines =>
    lines.filter(line => {
      const isRepeated = line === '' && afterEmpty;
      afterEmpty = line === '';
      return !isRepeated;
    });
}
