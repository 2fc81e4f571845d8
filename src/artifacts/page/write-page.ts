import { copyFile, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { hasCode, targetError } from '../../storage/disk-error.ts';
import { hideSecrets } from '../hide-secrets.ts';
import { dataScript, type PageDocumentName } from './data-script.ts';

export interface PageFiles {
  /** The folder of the page itself, as it comes with sparkify. */
  readonly from: string;
  /** The folder to write; absolute. */
  readonly to: string;
  /** Null for a document that there is none of. */
  readonly documents: Readonly<Record<PageDocumentName, object | null>>;
}

export interface WrittenPage {
  readonly index: string;
  /** Of all files. */
  readonly bytes: number;
}

/**
 * Writes the page as a folder that needs no server: its own files, and each document as a script. Every file is whole at
 * any time. Values of secret variables are left out.
 *
 * @throws SparkifyError `bad-usage` when the folder holds something else, `target-not-writable`
 */
export async function writePage(config: Config, { from, to, documents }: PageFiles): Promise<WrittenPage> {
  await refuseOtherFolders(to);
  const secrets = hideSecrets(config.env);
  try {
    let bytes = 0;
    for (const [name, document] of Object.entries(documents)) {
      const text = dataScript(name, JSON.stringify(document, secrets));
      bytes += Buffer.byteLength(text);
      await writeWhole(join(to, 'data', `${name}.js`), path => writeFile(path, text));
    }
    const files = await readdir(from, { recursive: true, withFileTypes: true });
    for (const file of files.filter(each => each.isFile())) {
      const path = join(file.parentPath, file.name);
      await writeWhole(join(to, path.slice(from.length)), partial => copyFile(path, partial));
    }
    return { index: join(to, 'index.html'), bytes };
  } catch (error) {
    throw targetError(error, to);
  }
}

async function writeWhole(path: string, write: (partial: string) => Promise<void>): Promise<void> {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}`);
  await mkdir(dirname(path), { recursive: true });
  await write(partial);
  await rename(partial, path);
}

/** What is not a page of ours is not written over. */
async function refuseOtherFolders(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw targetError(error, folder);
  });
  if (entries.length === 0 || (await hasPage(folder))) return;
  throw new SparkifyError('bad-usage', `${folder} holds other files; the page was not written there.`, {
    exitCode: 2,
    hint: 'Name a new folder, e.g. `sparkify docs generate --output docs-page`.',
  });
}

async function hasPage(folder: string): Promise<boolean> {
  const data: readonly string[] = await readdir(join(folder, 'data')).catch(() => []);
  return data.includes('page.js');
}
