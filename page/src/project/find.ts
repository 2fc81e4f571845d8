import { plainText } from '../parts/markdown.tsx';
import { addressOf, nodeAddress } from '../route.ts';
import type { Kind, PageNode, PageProject } from './project.ts';

/** Something of the project that has a name. */
export interface Found {
  readonly title: string;
  readonly detail: string;
  readonly kind: Kind;
  readonly address: string;
}

const MOST = 30;

/** What is called so, nearest first: names that begin with the text, that hold it, columns, tests, descriptions. */
export function findInProject(project: PageProject, text: string): readonly Found[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const ranked: (readonly [rank: number, found: Found])[] = [];
  for (const node of project.nodes.values()) {
    const rank = nodeRank(node, wanted);
    if (rank !== undefined) ranked.push([rank, nodeFound(node)]);
    for (const column of node.columns) {
      if (
        !column.name.toLowerCase().includes(wanted) &&
        `${node.label}.${column.name}`.toLowerCase() !== wanted
      )
        continue;
      const address = addressOf(['lineage', node.id, column.name]);
      ranked.push([2, { title: column.name, detail: `column of ${node.label}`, kind: node.kind, address }]);
    }
    for (const test of node.tests) {
      if (!test.name.toLowerCase().includes(wanted)) continue;
      const address = nodeAddress(node.id, { tab: 'tests' });
      ranked.push([3, { title: test.name, detail: `test of ${node.label}`, kind: node.kind, address }]);
    }
  }
  const compare = (a: Found, b: Found) => a.title.length - b.title.length || (a.title < b.title ? -1 : 1);
  ranked.sort(([a, left], [b, right]) => a - b || compare(left, right));
  return ranked.slice(0, MOST).map(([, found]) => found);
}

function nodeRank({ label, entry }: PageNode, wanted: string): number | undefined {
  const name = label.toLowerCase();
  if (name.startsWith(wanted) || entry.name.toLowerCase().startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  return entry.description.toLowerCase().includes(wanted) ? 4 : undefined;
}

function nodeFound({ id, label, kind, entry }: PageNode): Found {
  const description = plainText(entry.description);
  const detail = description.length > 90 ? `${description.slice(0, 90)}…` : description;
  return { title: label, detail, kind, address: nodeAddress(id) };
}
