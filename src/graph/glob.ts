/** Whether text matches a shell pattern (`*`, `?`, `[abc]`, `[!abc]`), as Python's fnmatch does: `*` also crosses dots and slashes. */
export function matches(text: string, pattern: string): boolean {
  return hasWildcard(pattern) ? toRegExp(pattern, '.*', '.').test(text) : text === pattern;
}

/** Whether a path matches a pattern in which `*` stays inside one folder and `**` crosses folders. */
export function matchesPath(path: string, pattern: string): boolean {
  return hasWildcard(pattern) ? toRegExp(pattern, '[^/]*', '[^/]').test(path) : path === pattern;
}

export function hasWildcard(pattern: string): boolean {
  return /[*?[\]]/.test(pattern);
}

const TOKEN = /\*\*\/|\*+|\?|\[!?\]?[^\]]*\]|[\s\S]/g;

function toRegExp(pattern: string, star: string, one: string): RegExp {
  const parts = pattern.match(TOKEN) ?? [];
  return new RegExp(`^${parts.map(part => translate(part, star, one)).join('')}$`, 's');
}

function translate(part: string, star: string, one: string): string {
  if (part === '**/') return star === '.*' ? '.*/' : '(?:.*/)?';
  if (part.startsWith('**')) return '.*';
  if (part === '*') return star;
  if (part === '?') return one;
  if (part.length > 1) return characterClass(part);
  return part.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}

function characterClass(part: string): string {
  const negated = part.startsWith('[!');
  const members = part.slice(negated ? 2 : 1, -1).replaceAll(/[\\\]^[]/g, '\\$&');
  return `[${negated ? '^' : ''}${members}]`;
}
