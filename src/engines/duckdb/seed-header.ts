import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvRecords } from '../../columns/csv-records.ts';
import type { CompiledSeed } from '../../compile/node.ts';
import { positionAt, type SourcePosition } from '../../diagnostics/position.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';

/**
 * Refuses a first line whose names DuckDB would make up or change: for `a,A` it reads `a` and `A_1`, for an empty name
 * `column1`, and for an empty file a table without columns.
 *
 * @throws SparkifyError `bad-seed`
 */
export function checkSeedHeader(seed: CompiledSeed, projectDir: string): void {
  const text = readFileSync(join(projectDir, seed.file), 'utf8');
  const [header] = csvRecords(text, seed.delimiter);
  // What is wrong with its quotes, the reader says.
  if (header?.problem !== undefined) return;
  const fields = header?.fields ?? [];
  if (fields.every(field => field.text.trim() === '')) {
    const hint = 'Write the names of its columns in its first line, or remove the file.';
    throw refusal(`The seed ${seed.name} has no columns.`, hint, positionAt(seed.file, text, 0));
  }
  const seen = new Set<string>();
  for (const [index, { text: name, offset }] of fields.entries()) {
    const at = positionAt(seed.file, text, offset, name.length || undefined);
    if (name.trim() === '') {
      const message = `Column ${index + 1} of the seed ${seed.name} has no name.`;
      throw refusal(message, 'Name it in the first line, or take the column out.', at);
    }
    if (seen.has(name.toLowerCase())) {
      const message = `The seed ${seed.name} has two columns "${name}"; case does not count.`;
      throw refusal(message, 'Rename one of them, or take it out.', at);
    }
    seen.add(name.toLowerCase());
  }
}

function refusal(message: string, hint: string, at: SourcePosition): SparkifyError {
  return new SparkifyError('bad-seed', message, { hint, at });
}
