import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CsvRecord, csvRecords } from '../../columns/csv-records.ts';
import type { CompiledSeed } from '../../compile/node.ts';
import type { JsonValue } from '../../config/json-value.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import { positionAt, type SourcePosition } from '../../diagnostics/position.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { seedMisfitsSql } from './seed-sql.ts';

interface Finding {
  readonly message: string;
  readonly at: SourcePosition;
  readonly hint?: string;
}

/**
 * What is wrong with a seed that DuckDB could not read, at its place: its own message is a page long, and without a
 * line that could be relied on. Reads the file again.
 *
 * @param error what DuckDB failed with
 * @param query runs a query and gives its rows
 */
export async function explainSeedError(
  seed: CompiledSeed,
  projectDir: string,
  error: SparkifyError,
  query: (sql: string) => Promise<readonly (readonly JsonValue[])[]>,
): Promise<SparkifyError> {
  const bytes = readFileSync(join(projectDir, seed.file));
  const text = bytes.toString('utf8');
  const records = [...csvRecords(text, seed.delimiter)];
  const found =
    findForeignBytes(seed, bytes) ??
    findDamage(seed, text, records) ??
    findMissingColumn(seed, records) ??
    (await findMisfit(seed, projectDir, text, records, query)) ??
    findMixedLineEnds(seed, text);
  const { message, at, hint } = found ?? {
    message: `The seed ${seed.name} could not be read: ${error.message.split('\n')[0]}`,
    at: positionAt(seed.file, text, 0),
  };
  return new SparkifyError('bad-seed', message, { cause: error, at, hint: hint ?? 'Mend the file.' });
}

function findForeignBytes(seed: CompiledSeed, bytes: Buffer): Finding | undefined {
  const lines = bytes.toString('latin1').split('\n');
  const index = lines.findIndex(line => !isUtf8(Buffer.from(line, 'latin1')));
  if (index < 0) return undefined;
  const message = `The seed ${seed.name} holds bytes that are not UTF-8.`;
  return { message, at: { file: seed.file, line: index + 1, column: 1 }, hint: 'Save the file as UTF-8.' };
}

function findDamage(seed: CompiledSeed, text: string, records: readonly CsvRecord[]): Finding | undefined {
  const header = records[0]?.fields.length ?? 0;
  for (const { fields, problem } of records) {
    if (problem !== undefined) {
      const message = `In the seed ${seed.name} ${problem.message}.`;
      const hint = 'Double a quote inside of a quoted value: "a ""b"" c".';
      return { message, at: positionAt(seed.file, text, problem.offset), hint };
    }
    if (fields.length === header) continue;
    const message = `A line of the seed ${seed.name} has ${count(fields.length)}, and its first line ${count(header)}.`;
    const hint = `Mend the line, or quote a value that holds "${seed.delimiter}".`;
    return { message, at: positionAt(seed.file, text, fields[0]!.offset), hint };
  }
  return undefined;
}

function count(fields: number): string {
  return fields === 1 ? '1 value' : `${fields} values`;
}

function findMissingColumn(seed: CompiledSeed, records: readonly CsvRecord[]): Finding | undefined {
  const names = records[0]?.fields.map(field => field.text) ?? [];
  const missing = Object.keys(seed.columnTypes).find(name => columnIndex(names, name) < 0);
  if (missing === undefined) return undefined;
  const at = seed.columns.find(column => column.name === missing)?.at;
  return {
    message: `The seed ${seed.name} has no column "${missing}", whose type is declared.`,
    at: at ?? { file: seed.file, line: 1, column: 1 },
    hint: didYouMean(missing, names, `Its columns are ${names.join(', ')}.`)!,
  };
}

/** The first value in the file that does not fit. */
async function findMisfit(
  seed: CompiledSeed,
  projectDir: string,
  text: string,
  records: readonly CsvRecord[],
  query: (sql: string) => Promise<readonly (readonly JsonValue[])[]>,
): Promise<Finding | undefined> {
  const sql = seedMisfitsSql(seed, projectDir);
  if (sql === undefined) return undefined;
  const names = records[0]?.fields.map(field => field.text) ?? [];
  const misfits = new Map(
    (await query(sql)).map(([name, type, value]) => {
      const index = columnIndex(names, String(name));
      return [`${index} ${value}`, { name: names[index]!, type: String(type) }];
    }),
  );
  for (const { fields } of records.slice(1)) {
    for (const [index, { text: value, offset }] of fields.entries()) {
      const misfit = misfits.get(`${index} ${value}`);
      if (misfit === undefined) continue;
      const { name, type } = misfit;
      const message = `The column "${name}" of the seed ${seed.name} holds "${shortened(value)}", which does not fit ${type}.`;
      const hint = 'Mend the file, or declare another type for the column: no value is rounded or cut.';
      return { message, at: positionAt(seed.file, text, offset, value.length), hint };
    }
  }
  return undefined;
}

function findMixedLineEnds(seed: CompiledSeed, text: string): Finding | undefined {
  const ends = [...text.matchAll(/\r\n|\n|\r/g)];
  const other = ends.find(([end]) => end !== ends[0]![0]);
  if (other === undefined) return undefined;
  const message = `The lines of the seed ${seed.name} do not all end alike: some with CRLF, some with LF.`;
  return {
    message,
    at: positionAt(seed.file, text, other.index),
    hint: 'Save it with one kind of line end.',
  };
}

/** Case does not count in column names. */
function columnIndex(names: readonly string[], name: string): number {
  return names.findIndex(other => other.toLowerCase() === name.toLowerCase());
}

function shortened(value: string): string {
  return value.length <= 60 ? value : `${value.slice(0, 57)}…`;
}
