import type { LoadedProject } from '../check/checked-project.ts';
import type { Session } from '../engines/session.ts';
import type { Release } from '../release/documents.ts';
import { openProjectLake } from '../release/open-project-lake.ts';
import { dropRequests } from '../storage/s3/s3-clients.ts';
import type { RunOptions } from './run-options.ts';
import { createSourceFiles, type SourceFiles } from './source-files.ts';

/** What a run needs to know of the lake and of its sources, whatever the check of its project finds. */
export interface LookAhead {
  /** The current release; undefined when nothing was published yet. */
  readonly current: Promise<Release | undefined>;
  readonly filesOf: SourceFiles;
}

/**
 * Begins to look while the project is checked: a store answers late, and to list thousands of files takes a second. Undefined of a run
 * that rests on more than the current release. Whoever asks is told what went wrong; a project with errors never does.
 */
export function lookAhead(
  { config, nodes, graph }: Pick<LoadedProject, 'config' | 'nodes' | 'graph'>,
  session: Session,
  options: RunOptions,
): LookAhead | undefined {
  const { command, reading, retry, candidate, signal } = options;
  const isPlain = command === 'build' || command === 'run';
  if (!isPlain || reading !== undefined || retry !== undefined || candidate !== undefined) return undefined;
  // When the project has errors, nobody waits for the answers.
  session.atClose(() => dropRequests(config.target.s3));
  const current = openProjectLake(config, { fileListCodec: session.fileListCodec }, signal).lake.current();
  current.catch(() => undefined);
  const filesOf = createSourceFiles(config);
  if (!selectsSome(options)) {
    const sources = nodes.filter(node => node.resourceType === 'source');
    const read = sources.filter(({ uniqueId }) => graph.children[uniqueId]?.length);
    for (const source of read) filesOf(source).catch(() => undefined);
  }
  return { current, filesOf };
}

/** Then only some of the sources may be read. */
function selectsSome({ select = [], exclude = [], selector, resourceTypes }: RunOptions): boolean {
  return select.length + exclude.length > 0 || selector !== undefined || resourceTypes !== undefined;
}
