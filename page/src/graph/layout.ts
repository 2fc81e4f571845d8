import dagre from '@dagrejs/dagre';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box with its center. */
export interface Placed extends Size, Point {
  readonly id: string;
}

export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  /** Its bends between the two boxes. */
  readonly bends: readonly Point[];
  /** Of an SVG path. */
  readonly path: string;
  /** What encloses it. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Layout extends Size {
  /** Where the drawing begins. */
  readonly left: number;
  readonly top: number;
  readonly nodes: readonly Placed[];
  readonly edges: readonly PlacedEdge[];
}

interface Box extends Size {
  readonly id: string;
  /** One that stands at the very left or right, whatever it is linked with. */
  readonly end?: 'first' | 'last' | undefined;
}

export interface LayoutInput {
  readonly nodes: readonly Box[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly rankGap?: number;
}

/** Places boxes in layers from left to right, so that few lines cross. */
export function layOut({ nodes, edges, rankGap = 72 }: LayoutInput): Layout {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, edgesep: 10, ranksep: rankGap });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { from, to } of edges) if (from !== to) graph.setEdge(from, to);
  holdEnds(graph, nodes);
  dagre.layout(graph);
  const placed = evenOut(
    nodes.map(({ id, width, height }) => {
      const { x, y } = graph.node(id) as unknown as Point;
      return { id, width, height, x, y };
    }),
  );
  const byId = new Map(placed.map(box => [box.id, box]));
  const lines = edges.flatMap(({ from, to }) => {
    const [start, end] = [byId.get(from), byId.get(to)];
    if (from === to || start === undefined || end === undefined) return [];
    const { points } = graph.edge(from, to) as unknown as { readonly points: readonly Point[] };
    return [placedEdge(from, to, [rightOf(start), ...between(points, start, end), leftOf(end)])];
  });
  return enclosed(placed, lines);
}

const [BEFORE_ALL, AFTER_ALL] = ['\0before', '\0after'];

/** How far a line runs on from a box before it turns. */
const TURN = 20;

/** The bends of a line that passes other boxes; between neighboring layers it needs none. */
function between(points: readonly Point[], start: Placed, end: Placed): readonly Point[] {
  if (points.length <= 3) return [];
  const [left, right] = [rightOf(start).x + TURN, leftOf(end).x - TURN];
  return points.slice(1, -1).filter(({ x }) => x > left && x < right);
}

/** Links what is to stand at an end with a box beyond it, so strongly that it stands next to it. */
function holdEnds(graph: InstanceType<typeof dagre.graphlib.Graph>, nodes: readonly Box[]): void {
  const link = { weight: 20 };
  for (const { id, end } of nodes) {
    if (end === 'first') graph.setEdge(BEFORE_ALL, id, link);
    if (end === 'last') graph.setEdge(id, AFTER_ALL, link);
  }
  for (const id of [BEFORE_ALL, AFTER_ALL]) if (graph.hasNode(id)) graph.setNode(id, { width: 0, height: 0 });
}

/** Boxes of one layer are as wide as the widest of them, so that no line from one runs behind another. */
function evenOut(nodes: readonly Placed[]): readonly Placed[] {
  const widest = new Map<number, number>();
  for (const { x, width } of nodes) widest.set(x, Math.max(width, widest.get(x) ?? 0));
  return nodes.map(node => ({ ...node, width: widest.get(node.x)! }));
}

export function leftOf({ x, y, width }: Placed): Point {
  return { x: x - width / 2, y };
}

export function rightOf({ x, y, width }: Placed): Point {
  return { x: x + width / 2, y };
}

const MARGIN = 24;

/** What encloses the drawing. */
export function enclosed(nodes: readonly Placed[], edges: readonly PlacedEdge[]): Layout {
  if (nodes.length === 0) return { nodes, edges, width: 0, height: 0, left: 0, top: 0 };
  const least = (of: (box: Placed) => number) => Math.min(...nodes.map(of));
  const most = (of: (box: Placed) => number) => Math.max(...nodes.map(of));
  const left = least(({ x, width }) => x - width / 2) - MARGIN;
  const top =
    Math.min(
      least(({ y, height }) => y - height / 2),
      ...edges.map(edge => edge.top),
    ) - MARGIN;
  const right = most(({ x, width }) => x + width / 2) + MARGIN;
  const bottom =
    Math.max(
      most(({ y, height }) => y + height / 2),
      ...edges.map(edge => edge.bottom),
    ) + MARGIN;
  return { nodes, edges, left, top, width: right - left, height: bottom - top };
}

export function placedEdge(from: string, to: string, points: readonly Point[]): PlacedEdge {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return {
    ...{ from, to, path: smoothPath(points), bends: points.slice(1, -1) },
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

/** A line through points that leaves and enters each of them horizontally. */
function smoothPath([first, ...others]: readonly Point[]): string {
  if (first === undefined) return '';
  let path = `M${round(first.x)},${round(first.y)}`;
  let last = first;
  for (const point of others) {
    const middle = (last.x + point.x) / 2;
    path += `C${round(middle)},${round(last.y)} ${round(middle)},${round(point.y)} ${round(point.x)},${round(point.y)}`;
    last = point;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
