import { type Diagnostic, warning } from '../diagnostics/diagnostic.ts';
import type { Release } from '../release/documents.ts';
import type { Build } from '../release/lake.ts';
import type { Recovery } from '../release/recover.ts';
import type { NewFiles } from './incremental/find-new-files.ts';
import { newFilesEvent } from './incremental/new-files-event.ts';
import type { EmitRunEvent, NodeResult } from './run-event.ts';

/** Tells what other builds have left, what of a run is taken over, and what of its sources is not read. */
export function tellFirst(
  build: Pick<Build, 'leftBehind'> | undefined,
  base: Release | undefined,
  reused: readonly NodeResult[],
  { newFiles, emit }: { readonly newFiles: ReadonlyMap<string, NewFiles>; readonly emit: EmitRunEvent },
): void {
  for (const left of build?.leftBehind ?? []) emit({ type: 'diagnostic', diagnostic: leftWarning(left) });
  if (base !== undefined && reused.length > 0)
    emit({ type: 'reused', release: base.release, nodes: reused.map(({ node }) => node) });
  for (const found of newFiles.values()) emit(newFilesEvent(found));
}

function leftWarning({ command, owner, job }: Recovery): Diagnostic {
  const { id, target, isKnown, because } = job!;
  const of = target === null ? '' : ` of the target ${target}`;
  const why = because === undefined ? '.' : `: ${because}`;
  const message = `The ${command} of ${owner.user} on ${owner.host} (process ${owner.pid}) left the job ${id}${of}, which may still run${why}`;
  const on = target === null ? '' : ` --target ${target}`;
  return warning('cluster-left', message, {
    hint: isKnown
      ? `\`sparkify retry\` goes on with it where it was started; \`sparkify recover${on}\` ends it and clears away what it wrote.`
      : 'The project has no such target any more: see on AWS whether it runs, and end it there. `sparkify recover` then clears away what it wrote.',
  });
}
