import { sourceLabel } from '../../compile/table-label.ts';
import type { RunEvent } from '../run-event.ts';
import type { NewFiles } from './find-new-files.ts';

/** Tells which part of a source a model reads. */
export function newFilesEvent({ model, whole, files, known, changed, gone, outdated }: NewFiles): RunEvent {
  return {
    type: 'new-files',
    model: model.name,
    source: sourceLabel(whole),
    added: files.length - changed,
    changed,
    known: known.length,
    removed: outdated.others ? gone : [],
  };
}
