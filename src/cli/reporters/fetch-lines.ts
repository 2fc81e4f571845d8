import { renderBytes, renderCount, renderQuantity, renderSeconds } from '../output/quantity.ts';
import type { EventOf } from './event-of.ts';

type Fetching = EventOf<'fetching'>;

/** `Fetched 14,896 objects (4.1 MB) of raw.songs in 3.90s`. */
export function fetchedLine({ source, objects, bytes, seconds }: Fetching): string {
  return `Fetched ${renderQuantity(objects, 'object')} (${renderBytes(bytes)}) of ${source} in ${renderSeconds(seconds)}`;
}

/** `Fetching raw.songs: 3,100 of 14,896 objects, 0.9 MB of 4.1 MB`. */
export function fetchingLine({ source, objects, ofObjects, bytes, ofBytes }: Fetching): string {
  const ofAll = `${renderCount(objects)} of ${renderQuantity(ofObjects, 'object')}`;
  return `Fetching ${source}: ${ofAll}, ${renderBytes(bytes)} of ${renderBytes(ofBytes)}`;
}
