import { CheckMemory, rememberingParser } from '../check/check-memory.ts';
import type { LoadedProject } from '../check/checked-project.ts';
import type { Parser } from '../check/schema-reader.ts';
import { isS3Address } from '../config/s3-address.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { Session } from '../engines/session.ts';
import type { Release, ReleasedTable } from '../release/documents.ts';
import type { Lake } from '../release/lake.ts';
import { type OpenedLake, openProjectLake } from '../release/open-project-lake.ts';
import type { OutsideCatalog } from '../release/outside-catalog.ts';
import { inParallel } from '../storage/in-parallel.ts';
import { dropRequests } from '../storage/s3/s3-clients.ts';
import { parallelTables } from './plan-reuse.ts';
import type { RunOptions } from './run-options.ts';
import { createSourceFiles, type SourceFiles } from './source-files.ts';

/** What a run needs to know of the lake and of its sources, whatever the check of its project finds. Each is looked up once. */
export interface LookAhead {
  readonly lake: OpenedLake;
  /** The release that was current a moment ago, if there was one; not there where nobody asked. */
  readonly current: Promise<Release | undefined> | undefined;
  readonly filesOf: SourceFiles;
  readonly isWhole: IsWhole;
  /** That of the session, which takes each query apart once. */
  readonly parser: Parser;
  /** Lets go of what it made of them. */
  readonly forgetQueries: () => void;
}

/** Whether the files of a table are all there, as they were written. */
export type IsWhole = (table: ReleasedTable) => Promise<boolean>;

interface LookingProject extends Pick<LoadedProject, 'config' | 'nodes' | 'graph' | 'hooks' | 'diagnostics'> {
  /** What else is to show what is published. */
  readonly outside: OutsideCatalog | undefined;
}

/**
 * Checks and runs a project while what lies on S3 is looked up: a store answers late, and to list thousands of files takes a second.
 * Whoever asks for it is told what went wrong; when `work` ends, nobody does any more, and what still goes on is dropped.
 */
export async function lookingAhead<T>(
  project: LookingProject,
  session: Session,
  options: RunOptions,
  work: (ahead: LookAhead) => Promise<T>,
): Promise<T> {
  const { config } = project;
  const lake = openProjectLake(config, session, options.signal, project.outside);
  const looking = { hasEnded: false };
  const memory = new CheckMemory();
  const found = {
    lake,
    filesOf: createSourceFiles(config),
    isWhole: lookOnce(lake.lake, () => looking.hasEnded),
    parser: rememberingParser(session.parser, memory),
    forgetQueries: () => memory.forget(),
  };
  const begun = mayBegin(project, options) ? begin(project, options, found) : undefined;
  try {
    return await work({ ...found, current: begun?.current });
  } finally {
    looking.hasEnded = true;
    if (begun !== undefined) {
      dropRequests(config.target.s3);
      // The engine decodes what was read, and is closed next.
      await begun.all;
    }
  }
}

/** Not where a run rests on more than the current release, or never comes about. */
function mayBegin({ config, diagnostics }: LookingProject, options: RunOptions): boolean {
  const { command, reading, retry, candidate } = options;
  const isPlain = command === 'build' || command === 'run';
  const isOnCurrent = reading === undefined && retry === undefined && candidate === undefined;
  return isPlain && isOnCurrent && isS3Address(config.target.lake) && !hasErrors(diagnostics);
}

function begin(
  project: LookingProject,
  options: RunOptions,
  { lake, filesOf, isWhole }: Pick<LookAhead, 'lake' | 'filesOf' | 'isWhole'>,
) {
  const { nodes, graph, config, hooks } = project;
  const current = lake.lake.current();
  const isWholeProject = !selectsSome(options);
  const takesOver = (options.reuse ?? config.reuse) && !options.fullRefresh && isWholeProject;
  const known = new Set(nodes.map(({ uniqueId }) => uniqueId));
  const looking = current.then(release =>
    takesOver ? lookForTables(release, isWhole, id => known.has(id)) : undefined,
  );
  // A hook may write what a source has; what is taken over is planned before it.
  const mayList = isWholeProject && (takesOver || hooks.start.length === 0);
  const sources = mayList ? nodes.filter(node => node.resourceType === 'source') : [];
  const read = sources.filter(
    ({ uniqueId, location }) => isS3Address(location) && graph.children[uniqueId]?.length,
  );
  return { current, all: Promise.allSettled([current, looking, ...read.map(filesOf)]) };
}

/** Then only some of the sources and tables may be asked for. */
function selectsSome({ select = [], exclude = [], selector, resourceTypes }: RunOptions): boolean {
  return select.length + exclude.length > 0 || selector !== undefined || resourceTypes !== undefined;
}

/** Looks for the tables of these nodes that may stand; of most files first, for that takes longest. */
export function lookForTables(
  release: Release | undefined,
  isWhole: IsWhole,
  isAsked: (id: string) => boolean,
): Promise<void> {
  const tables = release?.tables.filter(({ node, proof }) => proof !== undefined && isAsked(node)) ?? [];
  const inOrder = tables.toSorted((left, right) => right.files - left.files);
  return inParallel(inOrder, parallelTables, async table => void (await isWhole(table)));
}

/**
 * Looks for the files of each table once.
 *
 * @param hasEnded whether nobody wants to know any more
 */
export function lookOnce(
  lake: Pick<Lake, 'files' | 'changedFiles'>,
  hasEnded: () => boolean = () => false,
): IsWhole {
  const known = new Map<string, Promise<boolean>>();
  const look = async (table: ReleasedTable) => {
    if (hasEnded()) return false;
    const files = await lake.files(table);
    return !hasEnded() && (await lake.changedFiles(files)).length === 0;
  };
  return table => {
    const found = known.get(table.fileList) ?? look(table);
    known.set(table.fileList, found);
    return found;
  };
}
