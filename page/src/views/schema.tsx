import { useMemo } from 'preact/hooks';
import type { Diagram } from '../../../src/deploy/er-diagram.ts';
import { type Card, CardGraph, type CardLink } from '../graph/card-graph.tsx';
import type { PageProject } from '../project/project.ts';
import { nodeAddress } from '../route.ts';

/** The published tables with their keys, and which names a row of which. */
export function SchemaView({ project }: { readonly project: PageProject }) {
  const drawing = useMemo(() => drawingOf(project), [project]);
  return (
    <div class="overview">
      <header>
        <h1>Tables and their keys</h1>
        <p class="soft">
          Published tables that refer to each other. Keys and lines come from constraints and from tests of
          relationships.
        </p>
      </header>
      <section class="graph-panel" aria-label="Diagram">
        {drawing.cards.length === 0 ? (
          <p class="empty">
            No table refers to another. A <code>relationships</code> test or a <code>foreign_key</code>{' '}
            constraint says that one does.
          </p>
        ) : (
          <CardGraph {...drawing} label="Entity-relationship diagram of the published tables" />
        )}
      </section>
    </div>
  );
}

/** Longer tables show their keys and as many columns as that. */
const MOST_ROWS = 14;
/** A table that refers to as many others is a fact. */
const FACT_REFERENCES = 3;

function drawingOf(project: PageProject): {
  readonly cards: readonly Card[];
  readonly links: readonly CardLink[];
} {
  const { tables, references } = project.diagram;
  const nodes = new Map([...project.nodes.values()].map(node => [node.table?.name ?? node.entry.name, node]));
  const linked = new Set(references.flatMap(({ from, to }) => [from, to]));
  const cards = tables
    .filter(({ name }) => linked.has(name))
    .map(table => {
      const node = nodes.get(table.name);
      return {
        id: table.name,
        title: table.name,
        kind: node?.kind ?? 'model',
        address: node && nodeAddress(node.id),
        rows: rowsOf(table),
      };
    });
  const counts = new Map<string, number>();
  const links = references.map(reference => {
    const place = counts.get(reference.from) ?? 0;
    counts.set(reference.from, place + 1);
    const isFact = references.filter(({ from }) => from === reference.from).length >= FACT_REFERENCES;
    return {
      from: reference.from,
      fromRow: reference.columns[0]!.toLowerCase(),
      to: reference.to,
      toRow: keyRow(tables.find(({ name }) => name === reference.to)),
      // So a fact stands among its dimensions instead of before them.
      isReversed: isFact && place % 2 === 1,
    };
  });
  return { cards, links };
}

type Table = Diagram['tables'][number];

function rowsOf({ columns }: Table): Card['rows'] {
  const keys = columns.filter(column => column.keys.length > 0);
  const others = columns.filter(column => column.keys.length === 0);
  const shown =
    columns.length <= MOST_ROWS
      ? columns
      : [...keys, ...others.slice(0, Math.max(0, MOST_ROWS - keys.length))];
  const rows = shown.map(({ name, type, keys: marks }) => ({
    id: name.toLowerCase(),
    text: name,
    detail: [type.length > 14 ? `${type.slice(0, 13)}…` : type, ...marks].join(' '),
  }));
  const more = columns.length - shown.length;
  return more === 0 ? rows : [...rows, { id: '\0more', text: `${more} more` }];
}

function keyRow(table: Table | undefined): string {
  return table?.columns.find(({ keys }) => keys.includes('PK'))?.name.toLowerCase() ?? '';
}
