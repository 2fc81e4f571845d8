import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A Markdown page of the repository. */
export interface Page {
  /** Path from the repository's root. */
  readonly path: string;
  readonly text: string;
}

export interface CodeBlock {
  /** `docs/models.md:12`, the line of its fence. */
  readonly place: string;
  /** What follows the opening fence. */
  readonly language: string;
  readonly text: string;
}

export const repositoryRoot = new URL('../../', import.meta.url).pathname;

/** Every page that a reader of the repository may open, docs/ and the files of the root. */
export function readPages(): readonly Page[] {
  const pages = readdirSync(join(repositoryRoot, 'docs')).map(name => `docs/${name}`);
  return [...pages, 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
    .filter(path => path.endsWith('.md'))
    .map(readPage);
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(repositoryRoot, path), 'utf8') };
}

/** Blocks between fences of three backticks. */
export function codeBlocks({ path, text }: Page): readonly CodeBlock[] {
  return [...text.matchAll(/^```(?<language>\w*)\n(?<body>[\s\S]*?)^```$/gm)].map(({ index, groups }) => ({
    place: `${path}:${text.slice(0, index).split('\n').length}`,
    language: groups!.language!,
    text: groups!.body!,
  }));
}

/** The text without code blocks and comments: what links and headings are looked for in. */
export function prose({ text }: Page): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/<!--[\s\S]*?-->/g, '');
}

/** Anchors as GitHub makes them out of headings. */
export function anchors(page: Page): ReadonlySet<string> {
  const headings = prose(page).matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** From a heading to the next one of the same level or a higher one. */
export function section({ path, text }: Page, heading: string): string {
  const found = new RegExp(`^(?<level>#+) ${heading}\\n`, 'm').exec(text);
  if (found === null) throw new Error(`${path} has no heading "${heading}"`);
  const rest = text.slice(found.index + found[0].length);
  const end = rest.search(new RegExp(`^#{1,${found.groups!.level!.length}} `, 'm'));
  return end === -1 ? rest : rest.slice(0, end);
}

/** What stands in backticks in the first cells of the first table of a section, sorted. */
export function tableKeys(page: Page, heading: string): readonly string[] {
  const table = /(?:^\|.*\n)+/m.exec(section(page, heading))?.[0] ?? '';
  const cells = table
    .split('\n')
    .slice(2)
    .map(line => line.split('|')[1] ?? '');
  return cells.flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(([, key = '']) => key)).sort();
}
