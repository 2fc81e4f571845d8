import { type Diagnostic, errorDiagnostic, warning } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { fileLabel } from './file-label.ts';

/** A key that records hold and the source does not declare. */
export interface UndeclaredKey {
  /** The key; for one inside of a nested value its path, e.g. `device.os` or `items[].price`. */
  readonly key: string;
  /** A file that holds it: the first by path. Absolute. */
  readonly file: string;
  /** Its value in one of the records of that file, as JSON, perhaps cut. */
  readonly example: string;
  /** How many times it occurs. */
  readonly records: number;
}

interface Options {
  /** What messages call the source, e.g. `raw.events`. */
  readonly source: string;
  readonly keys: readonly UndeclaredKey[];
  readonly policy: 'warn' | 'fail';
  readonly projectDir: string;
  /** Where the source is declared. */
  readonly at?: SourcePosition;
}

const SHOWN = 10;

/** One message for a source, however many of its keys are not declared; none when there are none. */
export function undeclaredKeyDiagnostics(options: Options): readonly Diagnostic[] {
  const { source, keys, policy, projectDir, at } = options;
  if (keys.length === 0) return [];
  const shown = keys.slice(0, SHOWN).map(({ key, file, example, records }) => {
    return `"${key}" (in ${records} ${records === 1 ? 'record' : 'records'}, e.g. ${example} in ${fileLabel(file, projectDir)})`;
  });
  const more = keys.length > SHOWN ? `, and ${keys.length - SHOWN} more` : '';
  const plural = keys.length === 1 ? 'a key that is' : `${keys.length} keys that are`;
  const message = `The records of ${source} have ${plural} not declared: ${shown.join(', ')}${more}.`;
  const declare = keys.length === 1 ? 'Declare it as a column' : 'Declare them as columns';
  const hint = `${declare}, or set undeclared_keys: ignore on the source.`;
  const report = policy === 'fail' ? errorDiagnostic : warning;
  return [report('undeclared-key', message, { hint, ...(at && { at }) })];
}
