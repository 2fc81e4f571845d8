import { relative, sep } from 'node:path';

/** What messages call a file: its path relative to the project folder, or the absolute path outside of it. */
export function fileLabel(path: string, projectDir: string): string {
  const inside = relative(projectDir, path);
  return inside === '' || inside.startsWith('..') ? path : inside.replaceAll(sep, '/');
}
