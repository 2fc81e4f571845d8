import { useEffect } from 'preact/hooks';
import type { Point } from './layout.ts';
import { type View, zoomed } from './viewport.ts';

/** How far a pointer may move and still only have clicked, in pixels. */
const CLICK_PIXELS = 4;

/**
 * Moves a view by dragging, by the wheel, and by two fingers; with Ctrl the wheel zooms, as a pinch on a trackpad does.
 *
 * @param change gets what becomes of the view that there is
 */
export function useGestures(
  element: { readonly current: SVGSVGElement | null },
  change: (step: (view: View) => View) => void,
): void {
  useEffect(() => {
    const svg = element.current!;
    const pointers = new Map<number, Point>();
    let isDragging = false;
    let travelled = 0;

    const at = ({ clientX, clientY }: MouseEvent): Point => {
      const { left, top } = svg.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };
    const down = (event: PointerEvent) => {
      if (event.button !== 0) return;
      pointers.set(event.pointerId, at(event));
      travelled = 0;
      isDragging = false;
    };
    const move = (event: PointerEvent) => {
      const before = pointers.get(event.pointerId);
      if (before === undefined) return;
      const now = at(event);
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      pointers.set(event.pointerId, now);
      travelled += distance(before, now);
      if (travelled < CLICK_PIXELS) return;
      if (!isDragging) {
        isDragging = true;
        // Only now: a captured pointer clicks nothing.
        svg.setPointerCapture(event.pointerId);
      }
      const step = { x: now.x - before.x, y: now.y - before.y };
      if (other === undefined) change(view => ({ ...view, x: view.x + step.x, y: view.y + step.y }));
      else {
        const factor = distance(now, other) / Math.max(1, distance(before, other));
        change(view => zoomed(view, factor, other));
      }
    };
    const up = (event: PointerEvent) => pointers.delete(event.pointerId);
    const click = (event: MouseEvent) => {
      if (!isDragging) return;
      isDragging = false;
      event.preventDefault();
      event.stopPropagation();
    };
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
      if (event.ctrlKey || event.metaKey) change(view => zoomed(view, Math.exp(-dy / 300), at(event)));
      else change(view => ({ ...view, x: view.x - dx, y: view.y - dy }));
    };

    svg.addEventListener('pointerdown', down);
    svg.addEventListener('pointermove', move);
    svg.addEventListener('pointerup', up);
    svg.addEventListener('pointercancel', up);
    svg.addEventListener('click', click, { capture: true });
    svg.addEventListener('wheel', wheel, { passive: false });
    return () => {
      svg.removeEventListener('pointerdown', down);
      svg.removeEventListener('pointermove', move);
      svg.removeEventListener('pointerup', up);
      svg.removeEventListener('pointercancel', up);
      svg.removeEventListener('click', click, { capture: true });
      svg.removeEventListener('wheel', wheel);
    };
  }, [element, change]);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
