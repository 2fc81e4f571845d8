import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SourceObject {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** The JSON files of a folder as they would lie on S3. */
export function sourceFiles(folder: string): readonly SourceObject[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(key => key.endsWith('.json'))
    .sort()
    .map(key => ({ key, bytes: readFileSync(join(folder, key)) }));
}
