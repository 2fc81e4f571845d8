import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CompiledSource } from '../../compile/node.ts';
import { sourceLabel } from '../../compile/table-label.ts';
import type { Config } from '../../config/config.ts';
import type { Session } from '../../engines/session.ts';
import { resolveBadRecords } from '../../source/resolve-bad-records.ts';
import type { SourceFile } from '../../source/source-file.ts';
import type { Misfit } from './source-drift.ts';

export interface Misfits {
  readonly records: number;
  readonly first: readonly Misfit[];
  /** Copies without them, by the path that they are to be read in place of. */
  readonly replacements: ReadonlyMap<string, string>;
}

export const noMisfits: Misfits = { records: 0, first: [], replacements: new Map() };

const SHOWN = 10;

/** The records that do not fit. What the last build put into quarantine stays as it is. */
export async function findMisfits(
  node: CompiledSource,
  files: readonly SourceFile[],
  { config, session }: { readonly config: Config; readonly session: Session },
): Promise<Misfits> {
  const { projectDir, targetPath } = config;
  const scratch = join(projectDir, targetPath, 'tmp', 'drift', node.uniqueId);
  const quarantineDir = join(scratch, 'quarantine');
  const { replacements, badRecords, quarantine } = await resolveBadRecords({
    ...{ source: sourceLabel(node), folderName: sourceLabel(node), at: node.at },
    ...{ files, columns: node.declared, policy: 'quarantine' },
    ...{ projectDir, quarantineDir, scratchDir: join(scratch, 'cleaned') },
    scanner: session.sourceScanner(node.declared),
  });
  const first =
    quarantine === undefined ? [] : await readFirst(join(projectDir, quarantine.folder, 'bad-records.jsonl'));
  await rm(quarantineDir, { recursive: true, force: true });
  return { records: badRecords, first, replacements };
}

async function readFirst(path: string): Promise<readonly Misfit[]> {
  const first: Misfit[] = [];
  const stream = createReadStream(path);
  try {
    for await (const text of createInterface({ input: stream })) {
      const { file, line, reason } = JSON.parse(text) as Misfit;
      first.push({ file, line, reason });
      if (first.length === SHOWN) break;
    }
  } finally {
    stream.destroy();
  }
  return first.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}
