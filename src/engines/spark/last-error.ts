/** Of all that Spark printed: the last line that tells of an error, or the last one. */
export function lastError(printed: string): string {
  const lines = printed
    .split('\n')
    .filter(line => /^(Error|Exception|Caused by|.*(ERROR|Error:|Exception:))/.test(line));
  return (lines.at(-1) ?? printed.trim().split('\n').at(-1) ?? '').trim();
}
