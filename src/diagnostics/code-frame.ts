import type { SourcePosition } from './position.ts';

/**
 * The lines around a position, with a caret under it.
 *
 *     2 | select
 *   > 3 |   user_idd,
 *       |   ^^^^^^^^
 *     4 |   level
 */
export function renderCodeFrame(text: string, at: SourcePosition, around = 1): string {
  const lines = text.split(/\r?\n/);
  const first = Math.max(1, at.line - around);
  const last = Math.min(lines.length, at.line + around);
  const width = String(last).length;
  const out: string[] = [];
  for (let number = first; number <= last; number++) {
    const line = lines[number - 1] ?? '';
    const mark = number === at.line ? '>' : ' ';
    out.push(`${mark} ${String(number).padStart(width)} | ${line}`.trimEnd());
    if (number !== at.line) continue;
    const indent = line.slice(0, at.column - 1).replaceAll(/[^\t]/g, ' ');
    const carets = '^'.repeat(Math.max(1, Math.min(at.length ?? 1, line.length - at.column + 1)));
    out.push(`  ${' '.repeat(width)} | ${indent}${carets}`);
  }
  return out.join('\n');
}
