import { hiveSegment } from '../../columns/hive-path.ts';
import type { HiveColumn } from '../../columns/hive-table.ts';
import type { PartitionValue } from '../../columns/partition-value.ts';
import { isInjected, projectionKind } from '../../columns/projection-kind.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { DataFile, ReleasedTable } from '../../release/documents.ts';

/** How many values of a text Athena is to go through; Amazon recommends a few dozen. */
const mostValues = 1000;
/** How many folders a query without a condition may be made to look at. */
const mostFolders = 1_000_000;

export interface ProjectedTable {
  readonly table: ReleasedTable;
  /** What it is partitioned by. */
  readonly keys: readonly HiveColumn[];
  readonly files: readonly DataFile[];
  /** `table.column` of those that every query gives a value for. */
  readonly injected: readonly string[];
  /** Where its plain copy lies, with a slash at its end. */
  readonly location: string;
}

/**
 * The parameters by which Athena computes the partitions of a table in the plain copy.
 *
 * @throws SparkifyError `not-registrable` for values of which Athena would miss the folder
 */
export function projectionOf(projected: ProjectedTable): Readonly<Record<string, string>> {
  const { table, keys, files, injected, location } = projected;
  if (keys.length === 0) return {};
  const filled = files.filter(({ rows }) => rows > 0);
  let folders = 1;
  const parameters: Record<string, string> = { 'projection.enabled': 'true' };
  for (const [index, key] of keys.entries()) {
    const values = [...new Set(filled.map(({ partition }) => partition[index]!))];
    const isGiven = isInjected(injected, table.name, key.column.name);
    const projection = projectionOfKey(table.name, key, values, isGiven);
    folders *= projection.folders;
    for (const [name, value] of Object.entries(projection.parameters))
      parameters[`projection.${key.name}.${name}`] = value;
  }
  if (folders > mostFolders) throw tooMany(table.name, folders);
  // Folders have the names of columns as the lake wrote them, and Athena knows these in lower case only.
  const folderNames = files[0]!.path
    .split('/')
    .slice(3, -1)
    .map(segment => segment.split('=')[0]!);
  const path = keys.map(({ name }, index) => `${folderNames[index]}=\${${name}}/`).join('');
  return { ...parameters, 'storage.location.template': `${location}${path}` };
}

interface KeyProjection {
  readonly folders: number;
  readonly parameters: Readonly<Record<string, string>>;
}

function projectionOfKey(
  table: string,
  { column }: HiveColumn,
  values: readonly PartitionValue[],
  isGiven: boolean,
): KeyProjection {
  const odd = values.find(value => value === null || !isPlain(column.name, value));
  if (odd !== undefined) throw unprojectable(table, column.name, odd);
  const texts = values.map(String).sort();
  if (isGiven) return { folders: 1, parameters: { type: 'injected' } };
  switch (projectionKind(column.type)) {
    case 'integer':
      return integers(texts);
    case 'date':
      return dates(table, column.name, texts);
    case 'enum':
      return listed(table, column.name, texts);
    default:
      throw unprojectable(table, column.name, column.type);
  }
}

function integers(texts: readonly string[]): KeyProjection {
  const numbers = texts.map(BigInt).sort((left, right) => (left < right ? -1 : 1));
  const [first, last] = [numbers[0] ?? 0n, numbers.at(-1) ?? 0n];
  return { folders: Number(last - first) + 1, parameters: { type: 'integer', range: `${first},${last}` } };
}

function dates(table: string, column: string, texts: readonly string[]): KeyProjection {
  const odd = texts.find(text => !/^\d{4}-\d\d-\d\d$/.test(text));
  if (odd !== undefined) throw unprojectable(table, column, odd);
  const [first, last] = [texts[0] ?? '1970-01-01', texts.at(-1) ?? '1970-01-01'];
  const days = (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1;
  const format = { format: 'yyyy-MM-dd', interval: '1', 'interval.unit': 'DAYS' };
  return { folders: days, parameters: { type: 'date', range: `${first},${last}`, ...format } };
}

function listed(table: string, column: string, texts: readonly string[]): KeyProjection {
  if (texts.length > mostValues) throw tooManyValues(table, column, texts.length);
  const values = texts.length === 0 ? '_' : texts.join(',');
  return { folders: Math.max(1, texts.length), parameters: { type: 'enum', values } };
}

/** Athena puts values into paths as they are, and lists them between commas. */
function isPlain(column: string, value: string | boolean): boolean {
  const segment = hiveSegment(column, value);
  return segment.slice(segment.indexOf('=') + 1) === String(value) && !String(value).includes(',');
}

const otherMode = "Set the catalog's mode to 'partitions'";

function unprojectable(table: string, column: string, value: PartitionValue): SparkifyError {
  const shown = value === null ? 'NULL' : JSON.stringify(value).slice(0, 80);
  return new SparkifyError(
    'not-registrable',
    `The partition column ${column} of ${table} holds ${shown}, whose folder Athena cannot project.`,
    { hint: `${otherMode}, or replace such values in the query.` },
  );
}

function tooManyValues(table: string, column: string, count: number): SparkifyError {
  return new SparkifyError(
    'not-registrable',
    `The partition column ${column} of ${table} has ${count} values, too many for Athena to go through: at most ${mostValues}.`,
    {
      hint: `${otherMode}, or set \`injected: ['${table}.${column}']\`, and every query has to give a value for it.`,
    },
  );
}

function tooMany(table: string, folders: number): SparkifyError {
  return new SparkifyError(
    'not-registrable',
    `${table} would be projected to ${folders} partitions, too many for Athena to look at: at most ${mostFolders}.`,
    { hint: `${otherMode}, or partition by fewer or denser values.` },
  );
}
