import { join } from 'node:path';
import type { CompiledSource } from '../compile/node.ts';
import { sourceLabel } from '../compile/table-label.ts';
import type { Config } from '../config/config.ts';
import { warning } from '../diagnostics/diagnostic.ts';
import type { FetchProgress } from '../source/cache/download.ts';
import { type FetchedSource, fetchSwarm } from '../source/cache/fetch-swarm.ts';
import { HeldFiles } from '../source/cache/held-files.ts';
import { joinSmallFiles } from '../source/join-small-files.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { EmitRunEvent } from './run-event.ts';

/** Brings swarms of small objects onto this machine before they are read. */
export interface SourceFetcher {
  /** Gives the files of a source with where their records lie. */
  fetch(node: CompiledSource, files: readonly SourceFile[]): Promise<readonly SourceFile[]>;
  /** The same files, with the records of many small ones of this machine in few: for an engine that is slow to open a file. */
  join(node: CompiledSource, files: readonly SourceFile[]): Promise<readonly SourceFile[]>;
  /** Lets go of what was read. */
  close(): Promise<void>;
}

interface Options {
  readonly config: Config;
  readonly emit: EmitRunEvent;
  readonly signal: AbortSignal;
}

export function createSourceFetcher({ config, emit, signal }: Options): SourceFetcher {
  const targetDir = join(config.projectDir, config.targetPath);
  const held = new HeldFiles(join(targetDir, 'tmp', 'sources'));
  const taken = new Map<string, number>();
  return {
    async fetch(node, listed) {
      const source = sourceLabel(node);
      const startedAt = performance.now();
      let last: FetchProgress | undefined;
      const tell = (progress: FetchProgress, ended: boolean) => {
        last = ended ? undefined : progress;
        const seconds = (performance.now() - startedAt) / 1000;
        emit({ type: 'fetching', source, ...progress, seconds, ended });
      };
      const { files, problem } = await fetchSwarm({
        ...{ files: listed, location: node.location, apart: node.fileColumn !== null },
        ...{ targetDir, held, taken, signal },
        onProgress: progress => tell(progress, progress.objects === progress.ofObjects),
      }).finally(() => {
        if (last !== undefined) tell(last, true);
      });
      if (problem !== undefined)
        emit({ type: 'diagnostic', diagnostic: inPlace(source, problem, node, config) });
      return files;
    },
    // Of rows that tell their file each file has to stay one.
    join: async ({ fileColumn }, files) =>
      fileColumn === null ? joinSmallFiles(files, { held, signal }) : files,
    close: () => held.close(),
  };
}

function inPlace(
  source: string,
  problem: NonNullable<FetchedSource['problem']>,
  { at }: CompiledSource,
  { targetPath }: Config,
) {
  const reasons = {
    disk: [
      `the disk of ${targetPath}/cache has no room for them`,
      'Free some space there: what is fetched once is not read from S3 again.',
    ],
    'too-large': [
      'they are more than `cacheSize` allows',
      'Set a larger `s3: { cacheSize }` of the target: what is fetched once is not read from S3 again.',
    ],
  } as const;
  const [reason, hint] = reasons[problem];
  const message = `The many small objects of ${source} are read in place, which is slow: ${reason}.`;
  return warning('source-in-place', message, { hint, at });
}
