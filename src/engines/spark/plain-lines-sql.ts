import type { Column } from '../../columns/column.ts';
import type { ColumnType } from '../../columns/column-type.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import { MAX_RECORD_BYTES } from '../../source/source-file.ts';
import { NotPortable } from './not-portable.ts';
import { quoteSparkName, quoteSparkText } from './quote-spark.ts';
import { sparkType } from './spark-type.ts';

/**
 * A SELECT of the declared columns of lines of JSON, with `__sparkify_plain`: whether it is certain that the row is the
 * one that the strict reader of DuckDB gives. Where it is not, the row means nothing, and its file is read by that
 * reader. Certain is a flat object of strings without rare escapes, numbers, booleans and nulls.
 *
 * @param lines a relation with the columns value and file, quoted
 * @param findsKeys whether `__sparkify_keys` lists the keys of a plain line that are not declared, instead of none
 * @param fileName a column that tells the file of each row, by its path below this folder, which ends in a slash
 */
export function plainLinesSql({
  lines,
  columns,
  findsKeys,
  fileName,
}: {
  readonly lines: string;
  readonly columns: readonly Column[];
  readonly findsKeys: boolean;
  readonly fileName?: { readonly column: string; readonly folder: string } | undefined;
}): string {
  const fields = columns.map(toField);
  const schema = fields.map(({ name, read }) => `${quoteSparkName(name)} ${read}`);
  const options = `map('mode', 'PERMISSIVE', 'columnNameOfCorruptRecord', ${quoteSparkText(CORRUPT)}, 'allowSingleQuotes', 'false', 'allowNonNumericNumbers', 'false')`;
  const parsed = `from_json(value, ${quoteSparkText([...schema, `${CORRUPT} string`].join(', '))}, ${options})`;
  const checks = [
    `octet_length(value) <= ${MAX_RECORD_BYTES}`,
    'is_valid_utf8(value)',
    `value RLIKE ${quoteSparkText(FLAT)}`,
    `r.${CORRUPT} IS NULL`,
    // Of a key that stands there twice the readers take one or the other.
    'size(keys) = size(array_distinct(keys))',
    ...noneStands(fields, 'text', String.raw`"|null|true|false|(?:0|[1-9][0-9]{0,17})[ \t]*+[,}]`),
    ...noneStands(fields, 'float', String.raw`null|[-0-9.eE+]++[ \t]*+[,}]`),
    ...fields.flatMap(({ plain }) => plain ?? []),
  ];
  const values = fields.map(({ name, value }) => `${value} AS ${quoteSparkName(name)}`);
  if (fileName !== undefined)
    values.push(`${fileNameSql(fileName.folder)} AS ${quoteSparkName(fileName.column)}`);
  const plain = `coalesce(${checks.join(' AND ')}, false) AS __sparkify_plain`;
  const undeclared = `${findsKeys ? undeclaredKeys(columns) : 'CAST(array() AS array<string>)'} AS __sparkify_keys`;
  const read = `SELECT value, file, ${parsed} AS r, json_object_keys(value) AS keys FROM ${lines} WHERE value RLIKE '[^ \\\\t\\\\r]'`;
  return `SELECT ${[...values, plain, undeclared, 'file AS __sparkify_file'].join(', ')} FROM (${read})`;
}

/** NULL where the line is no object. In a plain line there are no others than these, since nothing is nested. */
function undeclaredKeys(columns: readonly Column[]): string {
  const declared = columns.map(({ name }) => quoteSparkText(name));
  return `array_except(keys, array(${declared.join(', ')}))`;
}

/** The file comes as a URI, whose spelling of the scheme Spark chooses. */
function fileNameSql(folder: string): string {
  const decoded = `url_decode(replace(file, '+', '%2B'))`;
  const path = `regexp_replace(regexp_replace(${decoded}, '^file:/+', '/'), '^s3[an]://', 's3://')`;
  return `substr(${path}, ${[...folder].length + 1})`;
}

const CORRUPT = '__sparkify_corrupt';

/** Possessive throughout: Java's regular expressions walk such loops without a stack. */
const CHARACTERS = String.raw`[^"\\\x00-\x1f]`;
/** The number of a character that is neither NUL nor half of one; of a whole one both halves. */
const NUMBERED = String.raw`u(?!0000)(?:[0-9a-ceA-CEfF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}|[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})`;
const STRING = String.raw`"(?:${CHARACTERS}|\\(?:["\\/bfnrt]|${NUMBERED}))*+"`;
const NUMBER = `-?(?:0|[1-9][0-9]*+)(?:[.][0-9]++)?+(?:[eE][+-]?[0-9]++)?+`;
const MEMBER = String.raw`[ \t]*+"${CHARACTERS}*+"[ \t]*+:[ \t]*+(?:${STRING}|${NUMBER}|true|false|null)[ \t]*+`;
const FLAT = String.raw`\A[ \t]*+\{(?:[ \t]*+|${MEMBER}(?:,${MEMBER})*+)\}[ \t\r]*+\z`;

interface Field {
  readonly name: string;
  /** The type that the reader of JSON is to give. */
  readonly read: string;
  readonly value: string;
  /** An expression for the name of the key. */
  readonly pattern: string;
  /** What is told of all such columns at once. */
  readonly family: 'text' | 'float' | 'other';
  /** A condition: whether the value is surely that of DuckDB, where more is to be asked than of its family. */
  readonly plain: string | undefined;
}

function toField({ name, type: text }: Column): Field {
  const type = parseColumnType(text);
  const wanted = sparkType(type);
  if (wanted === undefined) throw new NotPortable(`Spark has no type ${text}, that of "${name}".`, {});
  const pattern = name.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  const json = `r.${quoteSparkName(name)}`;
  // In a flat line no such key can be found.
  const isWritable = !/["\\\p{Cc}]/u.test(name);
  const read = readAs(type, wanted);
  return {
    ...{ name, read, pattern, family: familyOf(type) },
    value: read === wanted ? json : `try_cast(${json} AS ${wanted})`,
    plain: isWritable ? orNull(json, isPlain(type, json, keyed(pattern))) : 'false',
  };
}

function orNull(json: string, condition: string | undefined): string | undefined {
  return condition && `(${json} IS NULL OR ${condition})`;
}

/** An expression for a key in a flat line, up to its value. */
function keyed(pattern: string): string {
  return String.raw`"${pattern}"[ \t]*+:[ \t]*+`;
}

/** One look at a line tells of all columns of a family whether one has a value that does not begin as it should. */
function noneStands(fields: readonly Field[], family: Field['family'], allowed: string): readonly string[] {
  const patterns = fields.filter(field => field.family === family).map(({ pattern }) => pattern);
  if (patterns.length === 0) return [];
  return [`NOT value RLIKE ${quoteSparkText(`${keyed(`(?:${patterns.join('|')})`)}(?!${allowed})`)}`];
}

function familyOf(type: ColumnType): Field['family'] {
  if (type.kind !== 'scalar') return 'other';
  // Where a number stands, Spark gives its own text for it: "Infinity", quotes included, for 1e400.
  return type.name === 'VARCHAR' ? 'text' : type.name === 'DOUBLE' ? 'float' : 'other';
}

const natives = ['BOOLEAN', 'SMALLINT', 'INTEGER', 'BIGINT', 'DOUBLE'];

function readAs(type: ColumnType, wanted: string): string {
  // Spark's reader of TINYINT takes 128 to 255, too, for negative numbers.
  if (type.kind === 'scalar' && type.name === 'TINYINT') return 'smallint';
  return type.kind === 'scalar' && natives.includes(type.name) ? wanted : 'string';
}

const DAY = '[0-9]{4}-[0-9]{2}-[0-9]{2}';

function isPlain(type: ColumnType, json: string, key: string): string | undefined {
  const raw = (form: string) => `value RLIKE ${quoteSparkText(`${key}${form}[ \\t]*+[,}]`)}`;
  if (type.kind === 'decimal') {
    const { precision, scale } = type;
    const fraction = scale === 0 ? '' : `(?:[.][0-9]{1,${scale}})?`;
    const whole = precision === scale ? '0' : `[0-9]{1,${precision - scale}}`;
    return raw(`(?:"-?${whole}${fraction}"|-?${whole})`);
  }
  if (type.kind !== 'scalar') return 'false';
  switch (type.name) {
    case 'TINYINT':
      return `${json} BETWEEN -128 AND 127`;
    case 'BOOLEAN':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
    case 'VARCHAR':
      return undefined;
    case 'DOUBLE':
      return `abs(${json}) < 9007199254740992D`;
    case 'DATE':
      return `(${raw(`"${DAY}"`)} AND left(${json}, 4) > '0000' AND try_cast(${json} AS date) IS NOT NULL)`;
    case 'TIMESTAMP': {
      const time = '(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,6})?';
      const isMoment = `try_cast(${json} AS timestamp_ntz) IS NOT NULL`;
      return `(${raw(`"${DAY}[ T]${time}"`)} AND left(${json}, 4) > '0000' AND ${isMoment})`;
    }
    default:
      return 'false';
  }
}
