import { join } from 'node:path';
import { toS3Settings } from '../../src/config/s3-settings.ts';
import { HeldFiles } from '../../src/source/cache/held-files.ts';
import { oneRecordALine } from '../../src/source/cache/one-record-a-line.ts';
import { PackWriter } from '../../src/source/cache/pack-writer.ts';
import type { SourceFile } from '../../src/source/source-file.ts';

/** Writes objects into a pack of the cache in a folder, as a run does that fetched them. */
export async function packObjects(
  folder: string,
  texts: Readonly<Record<string, string>>,
): Promise<readonly SourceFile[]> {
  const held = heldIn(folder);
  held.open();
  const writer = new PackWriter(join(folder, 'packs'), held);
  const files: SourceFile[] = [];
  for (const [key, text] of Object.entries(texts)) {
    const bytes = Buffer.from(text);
    const object = {
      bucket: 'b',
      key,
      size: bytes.length,
      etag: `"${text.length}"`,
      modified: 0,
      settings: toS3Settings({}, '/'),
    };
    const file = { path: `s3://b/${key}`, label: `s3://b/${key}`, object };
    files.push(await writer.add(file, await oneRecordALine(bytes, key), bytes));
  }
  await writer.commit();
  return files;
}

/** What a run of its own holds of the cache in a folder. */
export function heldIn(folder: string): HeldFiles {
  return new HeldFiles(join(folder, 'held'));
}
