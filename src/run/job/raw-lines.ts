import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { renderRelation } from '../../columns/relation.ts';
import type { CompiledSource } from '../../compile/node.ts';
import { rowColumns } from '../../compile/row-columns.ts';
import { sourceLabel } from '../../compile/table-label.ts';
import type { Config } from '../../config/config.ts';
import { isS3Address } from '../../config/s3-address.ts';
import type { JobKey, LinesWork } from '../../engines/job.ts';
import type { JobAbout, JobPlace } from '../../engines/job-place.ts';
import type { Session } from '../../engines/session.ts';
import type { SourceChange } from '../../release/source-ledger.ts';
import { namingFolder } from '../../source/file-names.ts';
import { type FileState, fileState } from '../../source/file-state.ts';
import { requireUnchanged } from '../../source/require-unchanged.ts';
import { readPath, type SourceFile } from '../../source/source-file.ts';
import type { UndeclaredKey } from '../../source/undeclared-keys.ts';
import { compareKeys } from '../../storage/keys.ts';
import { mapInTurns } from '../../storage/turns.ts';
import { namesOf, paths as pathsToRead, toSourceChange } from '../bound-source.ts';
import type { EmitRunEvent, QuarantineReport } from '../run-event.ts';
import { createSourceFetcher } from '../source-fetcher.ts';
import type { SourceFiles } from '../source-files.ts';
import {
  findKeys,
  forgetBadRecords,
  type ResolvedRecords,
  reportKeys,
  resolveRecords,
} from '../source-records.ts';
import { HandedFiles } from './handed-files.ts';
import { copyAsParquet } from './parquet-copy.ts';

export interface RawLinesOptions {
  readonly session: Session;
  readonly config: Config;
  readonly emit: EmitRunEvent;
  readonly filesOf: SourceFiles;
  readonly signal: AbortSignal;
  readonly place: Pick<JobPlace, 'isRemote' | 'hand' | 'original'>;
}

/** The raw files of sources for a job that reads their lines, and copies of those that it cannot read or doubts. */
export interface RawLines {
  /** Lists the files of a source, fetches them where they are many and small, and hands them to the job. */
  open(node: CompiledSource): Promise<OpenedLines>;
  /**
   * The same for a job to which another process has handed the files.
   *
   * @throws SparkifyError `unreadable-file` when they lie here otherwise than there
   */
  reopen(node: CompiledSource, handed: JobAbout['handed']): Promise<void>;
  /** What lies in the files that were handed to the job, by the names that they have there. */
  handed(): JobAbout['handed'];
  /**
   * Reads the files that a job doubts strictly, as DuckDB does it, into Parquet files, whose paths it gives, and reports
   * keys that are not declared.
   *
   * @throws SparkifyError when bad records or such keys stop the source
   */
  mend(node: CompiledSource, doubts: Doubts): Promise<readonly string[]>;
  /** Told how many rows the files have that were not doubted, by URI. */
  counted(node: CompiledSource, rows: Readonly<Record<string, number>>): void;
  requireUnchanged(): Promise<void>;
  /** For the ledger of the release. */
  read(): readonly SourceChange[];
  quarantined(): readonly QuarantineReport[];
  close(): Promise<void>;
}

/** Files of a source as `LinesWork` has them. */
export type OpenedLines = Pick<LinesWork, 'paths' | 'foreign'>;

/** What a job does not know of a source. Files are URIs or paths. */
export interface Doubts {
  readonly files: readonly string[];
  /** In other files. */
  readonly keys: readonly JobKey[];
}

interface OpenedSource {
  readonly node: CompiledSource;
  readonly files: readonly SourceFile[];
  readonly states: readonly FileState[];
  /** By the path that was read. */
  readonly rows: Map<string, number>;
  resolved: ResolvedRecords;
}

const nothingBad: ResolvedRecords = { quarantine: undefined, replacements: new Map(), badFiles: new Map() };

export function createRawLines(options: RawLinesOptions): RawLines {
  const { place } = options;
  const handed = new HandedFiles(place);
  const told = (keys: readonly JobKey[]) => keys.map(key => ({ ...key, file: handed.pathOf(key.file) }));
  const fetcher = createSourceFetcher(options);
  const opened = new Map<string, OpenedSource>();
  const take = async (node: CompiledSource) => {
    const fetched = await fetcher.fetch(node, await options.filesOf(node));
    await forgetBadRecords(node, options.config);
    // Before they are read: a file that changes now is another one to the next build.
    const states = await mapInTurns(fetched, fileState);
    const files = await fetcher.join(node, fetched);
    opened.set(node.uniqueId, { node, files, states, rows: new Map(), resolved: nothingBad });
    return files;
  };
  return {
    handed: () => handed.contents,
    async open(node) {
      const isNamed = tellsName(node, options.config, place);
      return handed.hand(node, await take(node), path => isForeign(path) || !isNamed(path));
    },
    reopen: async (node, before) => handed.recognize(node, await take(node), before),
    async mend(node, { files, keys }) {
      const source = opened.get(node.uniqueId)!;
      const doubted = new Set(files.map(file => handed.pathOf(file)));
      const raw = source.files.filter(file => doubted.has(readPath(file)));
      source.resolved = await resolveRecords(node, raw, options);
      const { replacements } = source.resolved;
      const paths = pathsToRead({ files: raw, replacements });
      if (node.undeclaredKeys !== 'ignore') {
        const found = await findKeys(node, paths, replacements, options.session);
        await reportKeys(
          node,
          await allKeys(node, found, told(keys), options.session),
          source.files,
          options,
        );
      }
      return paths.length === 0 ? [] : place.hand(await writeParquet(source, raw, options));
    },
    counted(node, rows) {
      const { rows: known } = opened.get(node.uniqueId)!;
      for (const [file, count] of Object.entries(rows)) known.set(handed.pathOf(file), count);
    },
    async requireUnchanged() {
      for (const { node, files } of opened.values()) await requireUnchanged(sourceLabel(node), files);
    },
    read: () =>
      [...opened.values()].map(({ resolved, rows, ...source }) => {
        const { replacements, badFiles: badRecords } = resolved;
        return toSourceChange({ ...source, replacements, badRecords, rows: () => rows });
      }),
    quarantined: () => [...opened.values()].flatMap(({ resolved }) => resolved.quarantine ?? []),
    close: () => fetcher.close(),
  };
}

/** Spark passes over files whose names begin like those that it hides, and may have no library for zstd. */
function isForeign(path: string): boolean {
  return /^[_.]|\._COPYING_$|\.zst$/i.test(basename(path));
}

/** Whether Spark can tell by its path what rows call a file. */
function tellsName(
  { fileColumn, location }: CompiledSource,
  { projectDir }: Config,
  { isRemote }: Pick<JobPlace, 'isRemote'>,
) {
  const folder = namingFolder(location, projectDir);
  // A file that is handed over has another path there.
  const isReached = (path: string) => !isRemote || isS3Address(path);
  return (path: string) => fileColumn === null || (path.startsWith(folder) && isReached(path));
}

/** The keys of all files of a source: of those that were read strictly, and of the others as a job told them. */
async function allKeys(
  node: CompiledSource,
  doubted: readonly UndeclaredKey[],
  told: readonly JobKey[],
  session: Session,
): Promise<readonly UndeclaredKey[]> {
  // A job tells where a key stands and how often. What stands there DuckDB tells.
  const first = [...new Set(told.map(({ file }) => file))];
  const shown = await findKeys(node, first, new Map(), session);
  const others = told.flatMap(({ key, file, records }) => {
    const found = shown.find(each => each.key === key);
    return found === undefined ? [] : [{ ...found, file, records }];
  });
  return addUp([...doubted, ...others]);
}

/** Each key once: with the first of its files, and all its records. */
function addUp(found: readonly UndeclaredKey[]): readonly UndeclaredKey[] {
  const groups = Map.groupBy(found, ({ key }) => key);
  const keys = [...groups.values()].map(group => {
    const [first] = group.toSorted((a, b) => compareKeys(a.file, b.file));
    return { ...first!, records: group.reduce((sum, { records }) => sum + records, 0) };
  });
  return keys.toSorted((a, b) => compareKeys(a.key, b.key));
}

/** Bad records are gone by now, so empty ones pass. */
async function writeParquet(
  { node, rows: known, resolved: { replacements } }: OpenedSource,
  raw: readonly SourceFile[],
  { session, config }: RawLinesOptions,
): Promise<readonly string[]> {
  const { relation } = node;
  const folder = join(config.projectDir, config.targetPath, 'tmp', 'copies', sourceLabel(node));
  const how = {
    files: pathsToRead({ files: raw, replacements }),
    columns: node.declared,
    fileNames: namesOf(node, raw, config),
    emptyRecords: 'pass',
    undeclaredKeys: 'pass',
  } as const;
  const rowsByFile = await session.bindSource(relation, how, true);
  for (const [path, count] of rowsByFile() ?? []) known.set(path, count);
  const { rows } = await session.query(`SELECT count(*) FROM ${renderRelation(relation)}`);
  await rm(folder, { recursive: true, force: true });
  const copied = { relation, columns: rowColumns(node), rows: Number(rows[0]![0]), folder };
  const copies = await copyAsParquet(session, copied);
  await session.drop(relation);
  return copies;
}
