import { sourceLabel } from '../../compile/table-label.ts';
import { type Diagnostic, warning } from '../../diagnostics/diagnostic.ts';
import type { NewFiles } from './find-new-files.ts';

/** Once, where what came from files that are gone stays in a table: the next build does not know of them any more. */
export function goneFilesWarnings({ model, whole, gone, outdated }: NewFiles): readonly Diagnostic[] {
  const [first] = gone;
  if (first === undefined || outdated.others) return [];
  const others = gone.length === 1 ? '' : ` and ${gone.length - 1} more`;
  const [are, them] = gone.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const message = `${first}${others} of source ${sourceLabel(whole)} ${are} gone. What came from ${them} stays in ${model.name}.`;
  return [
    warning('gone-files', message, {
      at: model.at,
      hint: `To have it removed, write deleted_files: remove; to remove it now, run with --full-refresh --select ${model.name}.`,
    }),
  ];
}
