import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useGestures } from './gestures.ts';
import type { Layout, Placed, PlacedEdge, Size } from './layout.ts';
import {
  areaOf,
  begun,
  centered,
  fitted,
  overlaps,
  seenArea,
  useSize,
  type View,
  zoomed,
} from './viewport.ts';

interface CanvasProps {
  readonly layout: Layout;
  /** What it shows, for who cannot see it. */
  readonly label: string;
  readonly renderNode: (placed: Placed, isSmall: boolean) => ComponentChildren;
  /** The class of a line; undefined for a plain one, `hidden` for one that is not drawn. */
  readonly edgeClass?: (edge: PlacedEdge) => string | undefined;
  /** A node to bring into view. */
  readonly focus?: string | undefined;
  readonly onBackground?: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly children?: ComponentChildren;
}

/** Below this scale nobody can read a word. */
const SMALL_SCALE = 0.35;

/** A drawing with more boxes is looked at as a whole first. */
const MOST_TO_READ = 150;

/** A drawing that can be panned and zoomed, of which only what is seen is drawn. */
export function Canvas(props: CanvasProps) {
  const { layout, label, renderNode, edgeClass, focus, onBackground, onKeyDown, children } = props;
  const [frame, size] = useSize<HTMLDivElement>();
  const svg = useRef<SVGSVGElement>(null);
  const drawing = useRef<SVGGElement>(null);
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 });
  const latest = useRef(view);
  const pending = useRef(0);

  const change = useCallback((step: (view: View) => View) => {
    latest.current = step(latest.current);
    // A step of a pan moves what is drawn at once; what has come into view is drawn with the next frame.
    const { x, y, scale } = latest.current;
    drawing.current?.setAttribute('transform', `translate(${x},${y}) scale(${scale})`);
    cancelAnimationFrame(pending.current);
    pending.current = requestAnimationFrame(() => setView(latest.current));
  }, []);
  useGestures(svg, change);
  const fit = useCallback(() => change(() => fitted(layout, size)), [layout, size, change]);

  useEffect(() => {
    if (size.width === 0) return;
    change(() => firstView(layout, size, focus));
    // A node that is chosen later is in view already, since it was clicked.
  }, [layout, size.width === 0]);

  const middle = { x: size.width / 2, y: size.height / 2 };
  const seen = seenArea(view, size);
  const isSmall = view.scale < SMALL_SCALE;
  const nodes = layout.nodes.filter(placed => overlaps(seen, areaOf(placed)));
  const edges = layout.edges.filter(edge => overlaps(seen, edge) && edgeClass?.(edge) !== 'hidden');
  return (
    <div class="canvas" ref={frame}>
      <svg ref={svg} role="group" aria-label={label} onClick={onBackground} onKeyDown={onKeyDown}>
        <g ref={drawing} transform={`translate(${view.x},${view.y}) scale(${view.scale})`}>
          <g class="edges" aria-hidden="true">
            {edges.map(edge => (
              <path key={`${edge.from} ${edge.to} ${edge.path}`} d={edge.path} class={edgeClass?.(edge)} />
            ))}
          </g>
          {nodes.map(placed => renderNode(placed, isSmall))}
        </g>
      </svg>
      <div class="canvas-tools">
        <button
          type="button"
          title="Zoom in"
          aria-label="Zoom in"
          onClick={() => change(old => zoomed(old, 1.3, middle))}
        >
          +
        </button>
        <button
          type="button"
          title="Zoom out"
          aria-label="Zoom out"
          onClick={() => change(old => zoomed(old, 1 / 1.3, middle))}
        >
          −
        </button>
        <button type="button" class="wide" onClick={fit}>
          Fit
        </button>
      </div>
      {children}
    </div>
  );
}

/** All of a drawing; where that could not be read, what is in focus, or where it begins. */
function firstView(layout: Layout, size: Size, focus: string | undefined): View {
  const all = fitted(layout, size);
  if (all.scale >= SMALL_SCALE * 1.5) return all;
  const box = layout.nodes.find(({ id }) => id === focus);
  if (box !== undefined) return centered(box, size, all.scale);
  return layout.nodes.length <= MOST_TO_READ ? begun(layout, size) : all;
}
