import { renderFileCounts } from '../output/reason-text.ts';
import type { EventOf } from './event-of.ts';

/** `stg_events reads 1 new file and 2 changed files of source raw.events; 29 are as they were.` */
export function newFilesLine({
  model,
  source,
  added,
  changed,
  known,
  removed,
}: EventOf<'new-files'>): string {
  const read = renderFileCounts({ added, changed, removed: 0 }) || 'no file';
  const rest = known === 1 ? '1 is as it was' : `${known} are as they were`;
  const gone = removed.length === 1 ? `${removed[0]} is gone` : `${removed.length} are gone`;
  const removal =
    removed.length === 0
      ? ''
      : `, ${gone} and what came from ${removed.length === 1 ? 'it' : 'them'} with it`;
  return `${model} reads ${read} of source ${source}; ${rest}${removal}.`;
}
