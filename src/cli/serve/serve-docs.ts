import { dirname, join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { unfinishedTypes } from '../../typing/types-file.ts';
import type { GeneratedDocs } from '../operations/docs-generate.ts';
import { FolderWatch } from '../watch/folder-watch.ts';
import { LakePulse } from './lake-pulse.ts';
import { type PageServer, servePage } from './page-server.ts';

export interface ServeDocsOptions {
  readonly host: string;
  readonly port: number | undefined;
  /** Ends serving. */
  readonly signal: AbortSignal;
  /** Writes the page as things are now. */
  readonly generate: () => Promise<GeneratedDocs>;
  /** Told where the page is, once it can be looked at. */
  readonly onOpen: (url: string) => void;
  /** Told that the page was written anew. */
  readonly onChange: () => void;
  /** Told why it could not be; the page stays as it was. */
  readonly onProblem: (error: SparkifyError) => Promise<void>;
}

/**
 * Serves the page until it is told to stop, and writes it anew whenever a run began or ended, a release appeared, or a
 * file of the project changed.
 *
 * @throws SparkifyError when the first page cannot be written
 */
export async function serveDocs(options: ServeDocsOptions): Promise<void> {
  const { signal, generate, onOpen, onChange } = options;
  const watch = new FolderWatch();
  const stop = () => watch.close();
  signal.addEventListener('abort', stop, { once: true });
  let server: PageServer | undefined;
  try {
    const first = await generate();
    let { config } = first.project;
    server = await servePage({ ...options, folder: dirname(first.index) });
    server.showPage(first.id);
    onOpen(server.url);
    let pulse = await follow(config, watch);
    for (const changes = new Changes(watch); await changes.next(pulse, signal); ) {
      pulse = await follow(config, watch);
      try {
        const next = await generate();
        config = next.project.config;
        server.showPage(next.id);
        onChange();
      } catch (error) {
        if (!(error instanceof SparkifyError)) throw error;
        server.showProblem(error.diagnostics[0]?.message ?? error.message);
        await options.onProblem(error);
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
    watch.close();
    await server?.close();
  }
}

interface Pulse {
  readonly of: LakePulse;
  /** What it read last. */
  readonly text: string;
}

/** Begins to watch before the page is written, so that nothing that happens meanwhile is missed. */
async function follow(config: Config, watch: FolderWatch): Promise<Pulse> {
  const { projectDir, modelPaths, macroPaths, seedPaths, snapshotPaths, testPaths } = config;
  const types = join(projectDir, config.types.path);
  watch.follow(
    projectDir,
    [...modelPaths, ...macroPaths, ...seedPaths, ...snapshotPaths, ...testPaths],
    [types, unfinishedTypes(types)],
  );
  const of = new LakePulse(config);
  return { of, text: await of.read() };
}

/** What ends the waiting: files of the project, or a run. */
class Changes {
  readonly #watch: FolderWatch;
  /** Kept until its answer was given out, however often a run comes first: who is told of a change takes it away. */
  #ofFiles: Promise<boolean> | undefined;

  constructor(watch: FolderWatch) {
    this.#watch = watch;
  }

  /** Waits for a change; false when there will be none. */
  async next(pulse: Pulse, signal: AbortSignal): Promise<boolean> {
    const settled = new AbortController();
    const either = AbortSignal.any([signal, settled.signal]);
    this.#ofFiles ??= this.#watch.changed();
    const ofFiles = this.#ofFiles.then(isChanged => ({ isChanged, isOfFiles: true }));
    const ofRuns = pulse.of.changed(pulse.text, either).then(isChanged => ({ isChanged, isOfFiles: false }));
    const first = await Promise.race([ofFiles, ofRuns]);
    settled.abort();
    if (first.isOfFiles) this.#ofFiles = undefined;
    return first.isChanged;
  }
}
