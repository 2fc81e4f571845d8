import type { Column } from '../../columns/column.ts';
import { quoteIdentifier } from '../../columns/quote.ts';
import { renderRelation } from '../../columns/relation.ts';
import type { CompiledSource } from '../../compile/node.ts';
import { sourceLabel } from '../../compile/table-label.ts';
import type { Config } from '../../config/config.ts';
import type { Session } from '../../engines/session.ts';
import type { Release } from '../../release/documents.ts';
import type { Lake } from '../../release/lake.ts';
import { isSameFile } from '../../release/source-ledger.ts';
import { fileLabel } from '../../source/file-label.ts';
import { placeKeys } from '../../source/place-keys.ts';
import type { SourceFile } from '../../source/source-file.ts';
import { foundFiles, paths } from '../bound-source.ts';
import type { SourceFetcher } from '../source-fetcher.ts';
import type { SourceFiles } from '../source-files.ts';
import { findKeys } from '../source-records.ts';
import { findMisfits, type Misfits, noMisfits } from './find-misfits.ts';
import { findShifts } from './find-shifts.ts';
import type { RecordFigures, SourceDrift } from './source-drift.ts';

export interface DriftOptions {
  readonly config: Config;
  readonly session: Session;
  readonly lake: Pick<Lake, 'ledger'>;
  /** The last release. */
  readonly base: Release | undefined;
  readonly filesOf: SourceFiles;
  readonly fetcher: Pick<SourceFetcher, 'fetch'>;
}

/**
 * Reads all records of a source, and compares those that came since the last release with those that it read. Its ledger
 * tells them apart, so that nothing has to be kept for this: the files are still there.
 */
export async function measureDrift(node: CompiledSource, options: DriftOptions): Promise<SourceDrift> {
  const { session } = options;
  const parts = await splitFiles(node, options);
  const files = [...parts.before, ...parts.now];
  let misfits: Misfits = noMisfits;
  const measure = async () => ({
    before: await countValues(node, 'before', parts.before, misfits, session),
    now: await countValues(node, 'now', parts.now, misfits, session),
  });
  const figures = await measure().catch(async error => {
    if (session.sourceProblem(error) === undefined) throw error;
    misfits = await findMisfits(node, files, options);
    return measure();
  });
  const keys = await compareKeys(node, files, {
    ...figures,
    misfits,
    session,
    projectDir: options.config.projectDir,
  });
  const shifts = findShifts(figures.before, figures.now);
  return {
    ...{ node, release: parts.release, isReleased: parts.isReleased, gone: parts.gone },
    ...{ ...figures, ...keys, shifts },
    misfits: misfits.records,
    firstMisfits: misfits.first,
    drifted: keys.undeclared.length + keys.absent.length + misfits.records + shifts.length > 0,
  };
}

interface FileParts extends Pick<SourceDrift, 'release' | 'isReleased' | 'gone'> {
  /** What `now` is compared with. */
  readonly before: readonly SourceFile[];
  readonly now: readonly SourceFile[];
}

/** Where nothing is new, what the release read first is compared with what others had read before it. */
async function splitFiles(
  node: CompiledSource,
  { base, lake, filesOf, fetcher }: DriftOptions,
): Promise<FileParts> {
  const source = base?.sources.find(({ name }) => name === sourceLabel(node));
  const entries = source === undefined ? [] : await lake.ledger(source.ledger);
  const known = new Map(entries.map(entry => [entry.path, entry]));
  const files = await filesOf(node);
  const readBy = (await foundFiles(files)).map(found => {
    const entry = known.get(found.path);
    return entry !== undefined && isSameFile(entry, found) ? entry.release : undefined;
  });
  const isReleased = files.length > 0 && !readBy.includes(undefined);
  const isNow = (index: number) => readBy[index] === (isReleased ? source!.version : undefined);
  const present = new Set(files.map(({ label }) => label));
  // Each by itself, so that no local file holds records of both.
  return {
    ...{ release: source?.version, isReleased },
    before: await fetcher.fetch(
      node,
      files.filter((_, index) => !isNow(index)),
    ),
    now: await fetcher.fetch(
      node,
      files.filter((_, index) => isNow(index)),
    ),
    gone: entries.filter(({ path }) => !present.has(path)).length,
  };
}

async function countValues(
  node: CompiledSource,
  part: 'before' | 'now',
  files: readonly SourceFile[],
  { replacements }: Misfits,
  session: Session,
): Promise<RecordFigures> {
  const { declared: columns } = node;
  const relation = { ...node.relation, name: `${node.relation.name}/${part}` };
  const emptyRecords = replacements.size > 0 ? 'pass' : 'raise';
  const reading = {
    files: paths({ files, replacements }),
    columns,
    emptyRecords,
    undeclaredKeys: 'pass',
  } as const;
  await session.bindSource(relation, reading, false);
  const counts = columns.map(({ name }) => {
    const value = quoteIdentifier(name);
    return `count(${value}), approx_count_distinct(${value})`;
  });
  const { rows } = await session.query(
    `SELECT count(*), ${counts.join(', ')} FROM ${renderRelation(relation)}`,
  );
  const [records = 0, ...found] = rows[0]!.map(Number);
  return {
    files: files.length,
    records,
    columns: columns.map(({ name }, index) => {
      const present = found[2 * index]!;
      // An estimate may say more than there can be.
      return { name, present, distinct: Math.min(found[2 * index + 1]!, present) };
    }),
  };
}

interface KeyInput extends Record<'before' | 'now', RecordFigures> {
  readonly misfits: Misfits;
  readonly session: Session;
  readonly projectDir: string;
}

/** A declared key without a value is looked for among the keys: it may be there, as null. */
async function compareKeys(
  node: CompiledSource,
  files: readonly SourceFile[],
  { before, now, misfits, session, projectDir }: KeyInput,
): Promise<Pick<SourceDrift, 'undeclared' | 'absent' | 'alwaysNull'>> {
  if (before.records + now.records === 0) return { undeclared: [], absent: [], alwaysNull: [] };
  const isEmpty = (_: Column, index: number) =>
    before.columns[index]!.present + now.columns[index]!.present === 0;
  const empty = node.declared.filter(isEmpty).map(({ name }) => name);
  const known = node.declared.filter(({ name }) => !empty.includes(name));
  const { replacements } = misfits;
  // Without any declared key there is nothing to compare with.
  const asked = known.length === 0 ? node : { ...node, declared: known };
  const keys = await findKeys(asked, paths({ files, replacements }), replacements, session);
  const found = new Set(keys.map(({ key }) => key));
  const undeclared = keys.filter(({ key }) => !empty.includes(key));
  const placed = await placeKeys(undeclared, files, node.declared);
  return {
    undeclared: placed.map(key => ({ ...key, file: fileLabel(key.file, projectDir) })),
    absent: empty.filter(name => !found.has(name)),
    alwaysNull: empty.filter(name => found.has(name)),
  };
}
