import { rm } from 'node:fs/promises';
import type { Column } from '../columns/column.ts';
import type { BadRecordPolicy } from '../config/config.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { BadRecordReport } from './bad-record-report.ts';
import { cleanFile, copyPath } from './clean-file.ts';
import { damagedFiles } from './damaged-files.ts';
import { fileLabel } from './file-label.ts';
import { inspectFile } from './inspect-file.ts';
import { Quarantine } from './quarantine.ts';
import type { SourceScanner } from './scan-files.ts';
import { readPath, type SourceFile } from './source-file.ts';

export interface ResolveOptions {
  /** What messages call the source, e.g. `raw.events`. */
  readonly source: string;
  /** What its folder in quarantine is called. */
  readonly folderName: string;
  /** Where the source is declared. */
  readonly at?: SourcePosition;
  readonly files: readonly SourceFile[];
  readonly columns: readonly Column[];
  readonly policy: BadRecordPolicy;
  readonly projectDir: string;
  /** Absolute path of `target/quarantine`. */
  readonly quarantineDir: string;
  /** Absolute path of a folder for cleaned copies; what is in it is removed first. */
  readonly scratchDir: string;
  readonly scanner: SourceScanner;
}

export interface ResolvedRecords {
  /** By the path that a file is read from, a copy with the good records only, one per line. To be read in its place. */
  readonly replacements: ReadonlyMap<string, string>;
  readonly badRecords: number;
  /** How many of them each file has, by its path. */
  readonly badFiles: ReadonlyMap<string, number>;
  /** What was moved to quarantine; undefined when nothing was. */
  readonly quarantine: QuarantinedRecords | undefined;
  /** With the policy 'fail', an error for each of the first bad records. Empty when reading can go on. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface QuarantinedRecords {
  readonly source: string;
  readonly records: number;
  readonly files: number;
  /** Folder, relative to the project. */
  readonly folder: string;
}

/** After so many files that DuckDB stopped at, the others are read here, in one go. */
const MAX_STOPS = 20;

/**
 * Called after a strict read of a source failed: finds the files to blame with the engine's help, reads only those
 * again, and reports their bad records or moves them to quarantine, as the policy says. Nothing is lost: a record is
 * either in a cleaned copy or in quarantine, and the raw files stay as they are.
 *
 * @throws SparkifyError 'unreadable-file' when a file cannot be read, or DuckDB refuses one without a reason to find
 */
export async function resolveBadRecords(options: ResolveOptions): Promise<ResolvedRecords> {
  await rm(options.scratchDir, { recursive: true, force: true });
  const report = new BadRecordReport(options.source, options.at);
  if (options.policy === 'fail') {
    const replacements = await replaceFiles(options, (file, record) => report.add(file, record));
    return outcome(replacements, report, undefined, report.diagnostics());
  }
  const quarantine = new Quarantine(options.quarantineDir, options.folderName);
  try {
    const replacements = await replaceFiles(options, (file, record) => {
      report.add(file, record);
      return quarantine.add(file, record);
    });
    if (report.records === 0) await quarantine.abandon();
    else await quarantine.finish();
    return outcome(replacements, report, quarantined(options, report, quarantine), []);
  } catch (error) {
    await quarantine.abandon();
    throw error;
  }
}

/** Cleans every file to blame. */
async function replaceFiles(
  { files, columns, scratchDir, scanner }: ResolveOptions,
  onBadRecord: Parameters<typeof cleanFile>[0]['onBadRecord'],
): Promise<ReadonlyMap<string, string>> {
  const known = Map.groupBy(files, readPath);
  const place = new Map([...known.keys()].map((path, index) => [path, index]));
  const replacements = new Map<string, string>();
  for await (const path of pathsToBlame(known, columns, scanner)) {
    const copy = copyPath(scratchDir, path, place.get(path)!);
    await cleanFile({ files: known.get(path)!, columns, copy, onBadRecord });
    replacements.set(path, copy);
  }
  return replacements;
}

/**
 * The paths that cannot be read as they are. Of damaged ones DuckDB may say nothing. It stops at the first malformed one, so that one is set aside and the
 * others are scanned again, until the scan reaches the end and names all that do not fit.
 */
async function* pathsToBlame(
  files: ReadonlyMap<string, readonly SourceFile[]>,
  columns: readonly Column[],
  scanner: SourceScanner,
): AsyncGenerator<string, void, void> {
  const rest = new Map(files);
  for (const path of new Set((await damagedFiles([...files.values()].flat())).map(readPath))) {
    rest.delete(path);
    yield path;
  }
  let readHere = false;
  for (let stops = 0; ; stops++) {
    const result = await scanner.scan([...rest.keys()]);
    if (result.ok) return yield* result.faulty;
    const stoppedAt = result.file !== undefined && rest.has(result.file) ? result.file : undefined;
    if (stoppedAt !== undefined) {
      rest.delete(stoppedAt);
      yield stoppedAt;
    } else if (readHere) {
      throw new SparkifyError(
        'unreadable-file',
        `DuckDB cannot read the files of a source: ${result.message}`,
      );
    }
    if (readHere || (stoppedAt !== undefined && stops < MAX_STOPS)) continue;
    readHere = true;
    for (const [path, group] of [...rest]) {
      if (!(await haveBadRecord(group, columns))) continue;
      rest.delete(path);
      yield path;
    }
  }
}

async function haveBadRecord(files: readonly SourceFile[], columns: readonly Column[]): Promise<boolean> {
  for (const file of files) {
    for await (const { reason } of inspectFile(file, columns)) if (reason !== undefined) return true;
  }
  return false;
}

function quarantined(
  { source, projectDir }: ResolveOptions,
  report: BadRecordReport,
  quarantine: Quarantine,
): QuarantinedRecords | undefined {
  const { records, files } = report;
  return records === 0
    ? undefined
    : { source, records, files: files.size, folder: fileLabel(quarantine.folder, projectDir) };
}

function outcome(
  replacements: ReadonlyMap<string, string>,
  { records, files }: BadRecordReport,
  quarantine: QuarantinedRecords | undefined,
  diagnostics: readonly Diagnostic[],
): ResolvedRecords {
  return { replacements, badRecords: records, badFiles: files, quarantine, diagnostics };
}
