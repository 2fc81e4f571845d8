import { useMemo } from 'preact/hooks';
import { Canvas } from './canvas.tsx';
import { type Layout, layOut, type Placed, type Point, placedEdge } from './layout.ts';
import { fitText, textWidth } from './text-width.ts';

/** A box with a heading and rows, such as a table with its columns. */
export interface Card {
  readonly id: string;
  readonly title: string;
  /** A class that gives it its color. */
  readonly kind: string;
  readonly address: string | undefined;
  readonly rows: readonly CardRow[];
}

export interface CardRow {
  readonly id: string;
  readonly text: string;
  /** Stands at its right. */
  readonly detail?: string;
  readonly address?: string;
  readonly isChosen?: boolean;
}

/** A line from one row to another, or to a heading where no row is named. */
export interface CardLink {
  readonly from: string;
  readonly fromRow?: string;
  readonly to: string;
  readonly toRow?: string;
  /** Whether it is laid out the other way round. */
  readonly isReversed?: boolean;
}

interface CardGraphProps {
  readonly cards: readonly Card[];
  readonly links: readonly CardLink[];
  readonly label: string;
}

const HEAD = 34;
const ROW = 24;
const LEAST_WIDTH = 150;
const MOST_WIDTH = 300;

/** Cards from left to right, and lines between their rows. */
export function CardGraph({ cards, links, label }: CardGraphProps) {
  const layout = useMemo(() => layOutCards(cards, links), [cards, links]);
  const byId = useMemo(() => new Map(cards.map(card => [card.id, card])), [cards]);
  return (
    <Canvas
      {...{ layout, label }}
      renderNode={placed => <CardBox key={placed.id} card={byId.get(placed.id)!} placed={placed} />}
    />
  );
}

function CardBox({ card, placed }: { readonly card: Card; readonly placed: Placed }) {
  const { width, height, x, y } = placed;
  const heading = (
    <>
      <rect class="grip" width={width} height={HEAD} />
      <text class="name" x={14} y={22}>
        {fitText(card.title, width - 28)}
      </text>
    </>
  );
  return (
    <g class={`box table ${card.kind}`} transform={`translate(${x - width / 2},${y - height / 2})`}>
      <rect class="frame" width={width} height={height} rx={8} />
      <path class="edge-mark" d={`M8,0H${width - 8}A8,8 0 0 1 ${width},8V4H0V8A8,8 0 0 1 8,0Z`} />
      {card.address === undefined ? heading : <a href={card.address}>{heading}</a>}
      {card.rows.map((row, index) => (
        <RowLine key={row.id} {...{ row, width }} y={HEAD + index * ROW} />
      ))}
    </g>
  );
}

interface RowLineProps {
  readonly row: CardRow;
  readonly width: number;
  readonly y: number;
}

function RowLine({ row, width, y }: RowLineProps) {
  const detailWidth = row.detail === undefined ? 0 : textWidth(row.detail) * 0.85 + 14;
  const line = (
    <>
      <rect class={row.isChosen ? 'row chosen' : 'row'} x={1} y={y} width={width - 2} height={ROW} />
      <text class="column" x={14} y={y + 16}>
        {fitText(row.text, width - 28 - detailWidth)}
      </text>
      {row.detail !== undefined && (
        <text class="detail" x={width - 12} y={y + 16} text-anchor="end">
          {row.detail}
        </text>
      )}
    </>
  );
  return row.address === undefined ? <g>{line}</g> : <a href={row.address}>{line}</a>;
}

function layOutCards(cards: readonly Card[], links: readonly CardLink[]): Layout {
  const pairs = links.map(({ from, to, isReversed }) => (isReversed ? { from: to, to: from } : { from, to }));
  const edges = [...new Map(pairs.map(pair => [`${pair.from}\0${pair.to}`, pair])).values()];
  const layout = layOut({ nodes: cards.map(card => ({ id: card.id, ...sizeOf(card) })), edges, rankGap: 96 });
  const placed = new Map(layout.nodes.map(node => [node.id, node]));
  const byId = new Map(cards.map(card => [card.id, card]));
  const bends = new Map(layout.edges.map(edge => [`${edge.from}\0${edge.to}`, edge.bends]));
  const lines = links.flatMap(({ from, fromRow, to, toRow }) => {
    const [start, end] = [placed.get(from), placed.get(to)];
    if (start === undefined || end === undefined || from === to) return [];
    const isForward = start.x < end.x;
    const way = isForward ? bends.get(`${from}\0${to}`) : bends.get(`${to}\0${from}`)?.toReversed();
    const first = rowPoint(start, byId.get(from)!, fromRow, isForward);
    const last = rowPoint(end, byId.get(to)!, toRow, !isForward);
    return [placedEdge(from, to, [first, ...(way ?? []), last])];
  });
  return { ...layout, edges: lines };
}

function sizeOf({ title, rows }: Card) {
  const widest = Math.max(
    textWidth(title),
    ...rows.map(
      ({ text, detail }) => textWidth(text) + (detail === undefined ? 0 : textWidth(detail) * 0.85 + 24),
    ),
  );
  return {
    width: Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, Math.ceil(widest) + 32)),
    height: HEAD + rows.length * ROW + (rows.length === 0 ? 0 : 6),
  };
}

/** The end of a line at a row, on the side of the other end. */
function rowPoint(
  { x, y, width, height }: Placed,
  card: Card,
  row: string | undefined,
  isRight: boolean,
): Point {
  const index = card.rows.findIndex(({ id }) => id === row);
  const top = y - height / 2;
  return {
    x: x + (isRight ? width / 2 : -width / 2),
    y: index === -1 ? top + HEAD / 2 : top + HEAD + index * ROW + ROW / 2,
  };
}
