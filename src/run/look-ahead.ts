import type { LoadedProject } from '../check/checked-project.ts';
import { isS3Address } from '../config/s3-address.ts';
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
  /** The current release, undefined when nothing was published yet; without it nobody has asked so far. */
  readonly current?: Promise<Release | undefined>;
  readonly filesOf: SourceFiles;
  readonly isWhole: IsWhole;
}

/** Whether the files of a table are all there, as they were written. */
export type IsWhole = (table: ReleasedTable) => Promise<boolean>;

/**
 * Begins to look while the project is checked: a store answers late, and to list thousands of files takes a second. Whoever asks later is
 * told what went wrong; a project with errors never asks.
 *
 * @param outside what else is to show what is published
 */
export function lookAhead(
  project: Pick<LoadedProject, 'config' | 'nodes' | 'graph'>,
  session: Session,
  options: RunOptions,
  outside?: OutsideCatalog,
): LookAhead {
  const { config } = project;
  const { command, reading, retry, candidate, signal } = options;
  const lake = openProjectLake(config, session, signal, outside);
  const found = { lake, filesOf: createSourceFiles(config), isWhole: lookOnce(lake.lake) };
  const isPlain = command === 'build' || command === 'run';
  if (!isPlain || reading !== undefined || retry !== undefined || candidate !== undefined) return found;
  session.atClose(() => dropRequests(config.target.s3));
  const current = lake.lake.current();
  if (!selectsSome(options)) listSources(project, found.filesOf);
  const takesOver = (options.reuse ?? config.reuse) && !options.fullRefresh;
  const looks = takesOver && isS3Address(config.target.lake) && !selectsSome(options);
  const known = new Set(project.nodes.map(({ uniqueId }) => uniqueId));
  current.then(
    release => looks && lookForTables(release, found.isWhole, id => known.has(id)),
    () => undefined,
  );
  return { ...found, current };
}

/** Then only some of the sources and tables may be asked for. */
function selectsSome({ select = [], exclude = [], selector, resourceTypes }: RunOptions): boolean {
  return select.length + exclude.length > 0 || selector !== undefined || resourceTypes !== undefined;
}

function listSources({ nodes, graph }: Pick<LoadedProject, 'nodes' | 'graph'>, filesOf: SourceFiles): void {
  const sources = nodes.filter(node => node.resourceType === 'source');
  const read = sources.filter(({ uniqueId }) => graph.children[uniqueId]?.length);
  for (const source of read) filesOf(source).catch(() => undefined);
}

/** Looks for the tables of these nodes that may stand; of most files first, for that takes longest. */
export function lookForTables(
  release: Release | undefined,
  isWhole: IsWhole,
  isAsked: (id: string) => boolean,
): void {
  const tables = release?.tables.filter(({ node, proof }) => proof !== undefined && isAsked(node)) ?? [];
  const inOrder = tables.toSorted((left, right) => right.files - left.files);
  const looking = inParallel(inOrder, parallelTables, async table => void (await isWhole(table)));
  looking.catch(() => undefined);
}

/** Looks for the files of each table once. */
export function lookOnce(lake: Pick<Lake, 'files' | 'changedFiles'>): IsWhole {
  const known = new Map<string, Promise<boolean>>();
  const look = async (table: ReleasedTable) =>
    (await lake.changedFiles(await lake.files(table))).length === 0;
  return table => {
    const found = known.get(table.fileList) ?? look(table);
    known.set(table.fileList, found);
    return found;
  };
}
