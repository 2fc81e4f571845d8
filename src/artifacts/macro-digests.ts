import { textChecksum } from './checksum.ts';
import type { ManifestEntries } from './earlier-manifest.ts';

/** What stands for the text of each macro, by unique id: the same for texts that say the same. */
export type MacroDigests = Readonly<Record<string, string>>;

/** Of macros as a manifest holds them. */
export function macroDigests(macros: ManifestEntries): MacroDigests {
  return Object.fromEntries(
    Object.entries(macros).map(([id, { macro_sql: text }]) => [id, textChecksum(String(text)).checksum]),
  );
}
