import {
  enclosed,
  type Layout,
  type LayoutInput,
  leftOf,
  type Placed,
  placedEdge,
  rightOf,
} from './layout.ts';

const [ROW_GAP, COLUMN_GAP, LAYER_GAP] = [12, 16, 110];

/** Width to height of a drawing that fits into most frames. */
const WANTED_RATIO = 1.6;

/**
 * Places many boxes: a block for each layer, in as many columns as make the drawing about as wide as a screen. Boxes stand near
 * what they are made of. A layout that looks at every crossing of lines takes seconds for a thousand, and is a mile high.
 */
export function layOutLayers({ nodes, edges }: LayoutInput): Layout {
  const parents = new Map(nodes.map(({ id }) => [id, [] as string[]]));
  for (const { from, to } of edges) if (from !== to && parents.has(from)) parents.get(to)?.push(from);
  const layers = orderedLayers(layersOf(parents), parents);
  const width = Math.max(...nodes.map(node => node.width));
  const height = Math.max(...nodes.map(node => node.height));
  const rows = rowsFor(layers, width + COLUMN_GAP, height + ROW_GAP);
  const placed = new Map<string, Placed>();
  let x = width / 2;
  for (const layer of layers) {
    for (const [index, id] of layer.entries()) {
      const [column, row] = [Math.floor(index / rows), index % rows];
      const place = { x: x + column * (width + COLUMN_GAP), y: row * (height + ROW_GAP) };
      placed.set(id, { id, width, height, ...place });
    }
    x += Math.ceil(layer.length / rows) * (width + COLUMN_GAP) + LAYER_GAP;
  }
  const lines = edges.flatMap(({ from, to }) => {
    const [start, end] = [placed.get(from), placed.get(to)];
    return from === to || !start || !end ? [] : [placedEdge(from, to, [rightOf(start), leftOf(end)])];
  });
  return enclosed([...placed.values()], lines);
}

/** Every box stands behind all that it is made of. */
function layersOf(parents: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const known = new Map<string, number>();
  const rankOf = (id: string): number => {
    const rank = known.get(id);
    if (rank !== undefined) return rank;
    // Whoever comes back to it on the way finds it at the beginning.
    known.set(id, 0);
    const own = Math.max(-1, ...parents.get(id)!.map(rankOf)) + 1;
    known.set(id, own);
    return own;
  };
  for (const id of parents.keys()) rankOf(id);
  const groups = Map.groupBy(parents.keys(), id => known.get(id)!);
  return [...groups].sort(([a], [b]) => a - b).map(([, ids]) => ids);
}

/** Each layer in the order of the middles of what its boxes are made of. */
function orderedLayers(
  layers: readonly (readonly string[])[],
  parents: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] {
  const places = new Map<string, number>();
  return layers.map(layer => {
    const middle = (id: string) => {
      const found = parents.get(id)!.flatMap(parent => places.get(parent) ?? []);
      return found.length === 0 ? 0 : found.reduce((sum, place) => sum + place, 0) / found.length;
    };
    const keyed = layer.map(id => [middle(id), id] as const);
    const ordered = keyed
      .sort(([a, left], [b, right]) => a - b || (left < right ? -1 : 1))
      .map(([, id]) => id);
    for (const [index, id] of ordered.entries()) places.set(id, index / ordered.length);
    return ordered;
  });
}

function rowsFor(layers: readonly (readonly string[])[], columnWidth: number, rowHeight: number): number {
  const widthOf = (rows: number) =>
    layers.reduce((sum, layer) => sum + Math.ceil(layer.length / rows) * columnWidth + LAYER_GAP, 0);
  let rows = 1;
  while (widthOf(rows) / (rows * rowHeight) > WANTED_RATIO) rows++;
  return rows;
}
