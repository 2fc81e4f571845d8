import { useMemo } from 'preact/hooks';
import { renderQuantity, shortCount } from '../format.ts';
import type { PageNode, PageProject } from '../project/project.ts';
import { nodeAddress } from '../route.ts';
import { Canvas } from './canvas.tsx';
import { layOutLayers } from './layers.ts';
import { type Layout, layOut, type Placed, type PlacedEdge } from './layout.ts';
import { relatives } from './relatives.ts';
import { fitText, textWidth } from './text-width.ts';

interface NodeGraphProps {
  readonly project: PageProject;
  /** What is shown. */
  readonly ids: ReadonlySet<string>;
  /** The node whose ancestors and descendants stand out. */
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}

const HEIGHT = 44;
const MOST_WIDTH = 260;
const PADDING = 40;
/** With more boxes, only the lines of a chosen one are drawn: all of them would hide the boxes. */
const MOST_FOR_LINES = 150;

/** The nodes of a project and who reads whom. */
export function NodeGraph({ project, ids, chosen, onChoose }: NodeGraphProps) {
  const layout = useMemo(() => layOutNodes(project, ids), [project, ids]);
  const related = useMemo(
    () => (chosen === undefined ? undefined : relatives(chosen, project.nodes)),
    [chosen, project],
  );
  const edgeClass = ({ from, to }: PlacedEdge) => {
    const isRelated = related?.has(from) && related.has(to);
    if (isRelated) return 'strong';
    if (layout.nodes.length > MOST_FOR_LINES) return 'hidden';
    return related === undefined ? undefined : 'faded';
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = event.key === 'Escape' ? null : neighbor(event.key, chosen, layout);
    if (to === undefined) return;
    event.preventDefault();
    onChoose(to ?? undefined);
    if (to !== null) document.getElementById(`node-${to}`)?.focus({ preventScroll: true });
  };
  const [first] = layout.nodes;
  const renderNode = (placed: Placed, isSmall: boolean) => {
    const node = project.nodes.get(placed.id)!;
    const state = related === undefined ? '' : related.has(placed.id) ? 'related' : 'faded';
    return (
      <NodeBox
        key={placed.id}
        {...{ node, placed, isSmall, onChoose }}
        state={placed.id === chosen ? 'chosen' : state}
        isTabStop={placed.id === (chosen ?? first?.id)}
      />
    );
  };
  return (
    <Canvas
      {...{ layout, renderNode, edgeClass, onKeyDown }}
      focus={chosen}
      label={`Graph of ${renderQuantity(ids.size, 'node')}; arrow keys move between them`}
      onBackground={() => onChoose(undefined)}
    />
  );
}

interface NodeBoxProps {
  readonly node: PageNode;
  readonly placed: Placed;
  readonly isSmall: boolean;
  readonly state: string;
  readonly isTabStop: boolean;
  readonly onChoose: (id: string) => void;
}

/** A first click chooses a node, a second one opens it. */
function NodeBox({ node, placed, isSmall, state, isTabStop, onChoose }: NodeBoxProps) {
  const { width, height } = placed;
  const onClick = (event: MouseEvent) => {
    event.stopPropagation();
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!isPlain || state === 'chosen') return;
    event.preventDefault();
    onChoose(node.id);
  };
  return (
    <a
      id={`node-${node.id}`}
      class={`box ${node.kind} ${state} ${isSmall ? 'small' : ''}`}
      href={nodeAddress(node.id)}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={isSmall ? node.label : undefined}
      onClick={onClick}
    >
      <g transform={`translate(${placed.x - width / 2},${placed.y - height / 2})`}>
        <rect class="frame" width={width} height={height} rx={8} />
        <path class="edge-mark" d={`M8,0H8A8,8 0 0 0 0,8V${height - 8}A8,8 0 0 0 8,${height}Z`} />
        {isSmall ? <title>{node.label}</title> : <NodeText node={node} width={width} />}
        {(node.health === 'bad' || node.health === 'warn') && (
          <circle class={`health ${node.health}`} cx={width - 14} cy={14} r={isSmall ? 8 : 4}>
            <title>{node.health === 'bad' ? 'failing' : 'needs a look'}</title>
          </circle>
        )}
      </g>
    </a>
  );
}

function NodeText({ node, width }: { readonly node: PageNode; readonly width: number }) {
  const name = fitText(node.label, width - PADDING);
  return (
    <>
      {name !== node.label && <title>{node.label}</title>}
      <text class="name" x={18} y={19}>
        {name}
      </text>
      <text class="detail" x={18} y={34}>
        {detailOf(node)}
      </text>
    </>
  );
}

/** `6.8 K rows`, `view`, `source` */
function detailOf({ kind, table, entry }: PageNode): string {
  if (table !== undefined) return `${shortCount(table.rows)} ${table.rows === 1 ? 'row' : 'rows'}`;
  if (kind === 'exposure') return entry.type ?? 'exposure';
  return kind === 'source' || kind === 'seed' ? kind : (entry.config?.materialized ?? 'model');
}

function layOutNodes({ nodes }: PageProject, ids: ReadonlySet<string>): Layout {
  const shown = [...nodes.values()].filter(({ id }) => ids.has(id));
  const layOutAll = shown.length > MOST_FOR_LINES ? layOutLayers : layOut;
  return layOutAll({
    nodes: shown.map(node => ({
      id: node.id,
      height: HEIGHT,
      end: endOf(node),
      width: Math.min(MOST_WIDTH, Math.max(120, Math.ceil(textWidth(node.label)) + PADDING)),
    })),
    edges: shown.flatMap(({ id, parents }) =>
      parents.filter(parent => ids.has(parent)).map(parent => ({ from: parent, to: id })),
    ),
  });
}

/** What comes from outside stands at the left, who only reads at the right. */
function endOf({ kind, parents }: PageNode): 'first' | 'last' | undefined {
  if (kind === 'exposure' && parents.length > 0) return 'last';
  return parents.length === 0 ? 'first' : undefined;
}

/** Where an arrow key leads: along the lines to the left and right, else to the nearest box above or below. */
function neighbor(key: string, chosen: string | undefined, layout: Layout): string | undefined {
  const at = layout.nodes.find(({ id }) => id === chosen);
  if (!key.startsWith('Arrow')) return undefined;
  if (at === undefined) return layout.nodes[0]?.id;
  const linked = layout.edges.flatMap(({ from, to }) => {
    if (key === 'ArrowRight' && from === chosen) return [to];
    return key === 'ArrowLeft' && to === chosen ? [from] : [];
  });
  const isBeside = ({ id, x, y }: Placed) => {
    if (key === 'ArrowLeft' || key === 'ArrowRight') return linked.includes(id);
    return Math.abs(x - at.x) < 160 && (key === 'ArrowUp' ? y < at.y : y > at.y);
  };
  const distance = ({ x, y }: Placed) => Math.hypot(x - at.x, y - at.y);
  return layout.nodes.filter(isBeside).sort((a, b) => distance(a) - distance(b))[0]?.id;
}
