import { parseHiveSegment } from '../../columns/hive-path.ts';
import type { PartitionValue } from '../../columns/partition-value.ts';
import { badUsage } from '../../diagnostics/bad-usage.ts';
import { didYouMean, didYouMeanAmong } from '../../diagnostics/closest.ts';
import type { ReleasedTable } from '../../release/documents.ts';
import { partitionLabel, type ReleasedPartition } from './released-partitions.ts';

/** A partition column that was asked for, and its value. */
export interface AskedValue {
  /** Its place among the partition columns. */
  readonly place: number;
  readonly value: PartitionValue;
}

/** How many partitions a hint names. */
const NAMED = 3;

/**
 * The partitions that are meant by `year=2018/month=11`, or by some of these columns alone.
 *
 * @param text undefined for all
 * @throws SparkifyError 'bad-usage' when there are none
 */
export function askedPartitions(
  text: string | undefined,
  table: Pick<ReleasedTable, 'name' | 'partitionColumns'>,
  partitions: readonly ReleasedPartition[],
): { readonly asked: readonly AskedValue[]; readonly partitions: readonly ReleasedPartition[] } {
  if (text === undefined) return { asked: [], partitions };
  const { name, partitionColumns: columns } = table;
  if (columns.length === 0) {
    const hint = `\`sparkify lineage ${name} --files\` tells of all of it.`;
    throw badUsage(`${name} is not partitioned.`, hint);
  }
  const wanted = segmentsOf(text).map(segment => askedValue(segment, text, table));
  const meant = (key: 'text' | 'raw') =>
    partitions.filter(({ partition }) =>
      wanted.every(each => isMeant(each[key], partition[each.place]!, each.place, partitions)),
    );
  const escaped = meant('text');
  const found = escaped.length > 0 ? escaped : meant('raw');
  if (found.length === 0) throw noPartition(text, table, partitions);
  const [{ partition }] = found as [ReleasedPartition];
  return { asked: wanted.map(({ place }) => ({ place, value: partition[place]! })), partitions: found };
}

interface WantedValue {
  readonly place: number;
  /** As the folders of the lake write it, where null is one of their names. */
  readonly text: string | null;
  /** As it was typed. */
  readonly raw: string | null;
}

/** The parts of `year=2018/city=a/b` that name a column each: what names none belongs to the value before it. */
function segmentsOf(text: string): readonly string[] {
  const segments: string[] = [];
  for (const part of text.split('/')) {
    if (segments.length === 0 || part.includes('=')) segments.push(part);
    else segments[segments.length - 1] += `/${part}`;
  }
  return segments;
}

function askedValue(
  segment: string,
  text: string,
  { name, partitionColumns: columns }: Pick<ReleasedTable, 'name' | 'partitionColumns'>,
): WantedValue {
  const parsed = parseHiveSegment(segment);
  if (parsed === undefined) {
    const example = columns.map(column => `${column}=…`).join('/');
    throw badUsage(`--partition is "${text}", which names no value of a column.`, `Write ${example}.`);
  }
  const { column, value } = parsed;
  const place = columns.findIndex(each => each.toLowerCase() === column.toLowerCase());
  if (place !== -1) return { place, text: value, raw: value && segment.slice(segment.indexOf('=') + 1) };
  const hint = didYouMean(column, columns, `It is partitioned by ${columns.join(', ')}.`)!;
  throw badUsage(`${name} is not partitioned by "${column}".`, hint);
}

/** `month=NULL` is what has no month, unless there is a month of that name. */
function isMeant(
  text: string | null,
  value: PartitionValue,
  place: number,
  partitions: readonly ReleasedPartition[],
): boolean {
  if (text === null) return value === null;
  if (value !== null) return String(value) === text;
  return text === 'NULL' && !partitions.some(({ partition }) => partition[place] === 'NULL');
}

function noPartition(
  text: string,
  { name, partitionColumns }: Pick<ReleasedTable, 'name' | 'partitionColumns'>,
  partitions: readonly ReleasedPartition[],
) {
  if (partitions.length === 0) return badUsage(`${name} has no partition ${text}.`, 'It has no rows.');
  const labels = partitions.map(({ partition }) => partitionLabel(partitionColumns, partition));
  const more = labels.length > NAMED ? ` and ${labels.length - NAMED} more` : '';
  const all = `It has ${labels.slice(0, NAMED).join(', ')}${more}.`;
  return badUsage(`${name} has no partition ${text}.`, didYouMeanAmong(text, labels, all));
}
