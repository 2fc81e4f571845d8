import type { SourcePosition } from '../diagnostics/position.ts';

/**
 * The place in a file where an error comes from, by its stack: for a syntax error the line that Node shows first,
 * otherwise the frame nearest to the throw. Undefined when the stack does not name the file.
 *
 * @param name what the position is to call the file; @param path its absolute path.
 */
export function thrownAt(error: unknown, name: string, path: string): SourcePosition | undefined {
  if (!(error instanceof Error)) return undefined;
  const end = path.split(/[\\/]/).slice(-2).join('/');
  for (const line of error.stack?.split('\n') ?? []) {
    const start = decode(line).indexOf(end);
    if (start < 0) continue;
    const place = /^(?:\?load=\d+)?:(\d+)(?::(\d+))?/.exec(decode(line).slice(start + end.length));
    if (place !== null) return { file: name, line: Number(place[1]), column: Number(place[2] ?? 1) };
  }
  return undefined;
}

/** Frames name files as URLs, the first line of a syntax error as paths. */
function decode(line: string): string {
  try {
    return decodeURI(line).replaceAll('\\', '/');
  } catch {
    return line;
  }
}
