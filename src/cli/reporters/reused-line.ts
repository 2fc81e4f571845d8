import type { EventOf } from './event-of.ts';
import { countNodes } from './run-summary.ts';

/** `Reused from release 01a2…: 2 external models, 9 data tests. Nothing that they follow from has changed.` */
export function reusedLine({ nodes, release }: EventOf<'reused'>): string {
  return `Reused from release ${release}: ${countNodes(nodes)}. Nothing that they follow from has changed.`;
}
