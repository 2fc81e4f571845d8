import { useEffect, useRef, useState } from 'preact/hooks';
import type { Placed, Point, Size } from './layout.ts';

/** What of a drawing is seen: a point of it is shown at `x + scale * point`. */
export interface View extends Point {
  readonly scale: number;
}

/** A part of a drawing. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const LEAST_SCALE = 0.05;
const MOST_SCALE = 2;
const READABLE_SCALE = 0.8;

/** A drawing: where it begins, and how large it is. */
export interface Drawing extends Size {
  readonly left: number;
  readonly top: number;
}

/** The view that shows all of a drawing, or as much as can still be seen. */
export function fitted(drawing: Drawing, frame: Size): View {
  if (drawing.width === 0 || frame.width === 0) return { x: 0, y: 0, scale: 1 };
  const scale = clamp(Math.min(frame.width / drawing.width, frame.height / drawing.height, 1));
  return {
    scale,
    x: (frame.width - drawing.width * scale) / 2 - drawing.left * scale,
    y: (frame.height - drawing.height * scale) / 2 - drawing.top * scale,
  };
}

/** The left of a drawing at a scale at which it can be read. */
export function begun(drawing: Drawing, frame: Size): View {
  const all = fitted(drawing, frame);
  return {
    scale: READABLE_SCALE,
    x: -drawing.left * READABLE_SCALE,
    y: zoomed(all, READABLE_SCALE / all.scale, { x: 0, y: frame.height / 2 }).y,
  };
}

/** The same scale or one at which it can be read, with a box in the middle. */
export function centered(box: Placed, frame: Size, scale: number): View {
  const readable = Math.max(scale, READABLE_SCALE);
  return { scale: readable, x: frame.width / 2 - box.x * readable, y: frame.height / 2 - box.y * readable };
}

export function zoomed(view: View, factor: number, at: Point): View {
  const scale = clamp(view.scale * factor);
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** What is seen, and half as much again on each side, so that not every step of a pan draws anew. */
export function seenArea({ x, y, scale }: View, { width, height }: Size): Area {
  const [w, h] = [width / scale, height / scale];
  const [left, top] = [-x / scale, -y / scale];
  return { left: left - w / 2, top: top - h / 2, right: left + w * 1.5, bottom: top + h * 1.5 };
}

export function overlaps(area: Area, other: Area): boolean {
  return (
    other.left <= area.right &&
    other.right >= area.left &&
    other.top <= area.bottom &&
    other.bottom >= area.top
  );
}

export function areaOf({ x, y, width, height }: Placed): Area {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function clamp(scale: number): number {
  return Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale));
}

/** The size of an element, as it changes. */
export function useSize<E extends Element>(): readonly [{ current: E | null }, Size] {
  const element = useRef<E>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setSize({ width, height });
    });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return [element, size];
}
