import {
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBScalarFunction,
  type DuckDBVector,
  INTEGER,
} from '@duckdb/node-api';
import type { Column } from '../../columns/column.ts';
import type { RowsByFile } from '../session.ts';
import type { ConnectionPool } from './connection-pool.ts';

const functionName = '__sparkify_count';

/** One reading of files, whose rows are counted on their way. */
export interface CountedReading {
  /**
   * A boolean expression, always true, to be computed once for each row. `file` gives the place in the list of files.
   * Undefined where rows cannot be told by file.
   */
  readonly countSql: ((file: string) => string) | undefined;
  readonly rows: RowsByFile;
}

/** The rows of one scan, by the place of the file. */
type Scan = Map<number, number>;

/**
 * Counts rows by file while queries read them, so that no second look at the files is needed. DuckDB hands the numbers of
 * about two thousand rows at a time to a function of this process: 810,000 rows of 30 files took 420 calls, 15,000 files of
 * one row 8 calls, with no difference in processor time that could be measured (DuckDB 1.5.5). A query that names a
 * source twice reads it twice; each scan draws a number of its own, and is counted apart.
 */
export class RowCounter {
  readonly #pool: Pick<ConnectionPool, 'alone'>;
  readonly #readings = new Map<number, Map<number, Scan>>();
  #registered: Promise<void> | undefined;

  constructor(pool: Pick<ConnectionPool, 'alone'>) {
    this.#pool = pool;
  }

  /** @param files in the order in which the reader is given them */
  async begin(files: readonly string[], columns: readonly Column[]): Promise<CountedReading> {
    // A column of the source hides DuckDB's own of that name, which tells the file.
    if (columns.some(({ name }) => name.toLowerCase() === 'file_index'))
      return { countSql: undefined, rows: () => undefined };
    // On whatever connection it is done, all of them know the function then.
    this.#registered ??= this.#pool.alone(async connection => this.#register(connection));
    await this.#registered;
    const id = this.#readings.size;
    const scans = new Map<number, Scan>();
    this.#readings.set(id, scans);
    return {
      countSql: file => `${functionName}(${id}::INTEGER, (SELECT random()), ${file})`,
      rows: () => (scans.size === 0 ? undefined : rowsOf(files, [...scans.values()])),
    };
  }

  #register(connection: DuckDBConnection): void {
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name: functionName,
        returnType: BOOLEAN,
        parameterTypes: [INTEGER, DOUBLE, INTEGER],
        volatile: true,
        mainFunction: (_info, input, output) => this.#count(input, output),
      }),
    );
  }

  #count(input: DuckDBDataChunk, output: DuckDBVector): void {
    const rows = input.rowCount;
    const files = input.getColumnVector(2);
    const scan = this.#scan(Number(input.getColumnVector(0).getItem(0)), input.getColumnVector(1).getItem(0));
    // Files come in runs of rows.
    for (let begin = 0; begin < rows; ) {
      const file = Number(files.getItem(begin));
      let end = begin + 1;
      while (end < rows && files.getItem(end) === file) end++;
      scan.set(file, (scan.get(file) ?? 0) + end - begin);
      begin = end;
    }
    for (let row = 0; row < rows; row++) output.setItem(row, true);
    output.flush();
  }

  #scan(reading: number, number: unknown): Scan {
    const scans = this.#readings.get(reading)!;
    const scan = scans.get(Number(number)) ?? new Map<number, number>();
    scans.set(Number(number), scan);
    return scan;
  }
}

/** A scan that ended early, as of a LIMIT, has seen less than another. */
function rowsOf(files: readonly string[], scans: readonly Scan[]): ReadonlyMap<string, number> {
  return new Map(
    files.map((path, place) => [path, Math.max(0, ...scans.map(scan => scan.get(place) ?? 0))] as const),
  );
}
