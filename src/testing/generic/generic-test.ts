import type * as z from 'zod';
import type { RowLimits } from '../../compile/node.ts';

/** What a generic test is given to write its SQL. */
export interface TableContext {
  /** The tested rows, to stand after FROM: a relation, or a subquery in parentheses when `where` restricts it. */
  readonly rows: string;
  /** The same of the rows that a release holds of the table; for a test that `comparesReleases`. */
  readonly releasedRows: string;
  /** The relation that a `ref('…')` or `source('…', '…')` in an argument names. */
  resolve(reference: string): string;
}

/** The same for a test of one column. */
export interface ColumnContext extends TableContext {
  /** The tested column as SQL. */
  readonly column: string;
}

/** The column is there for a test of a column, absent for one of a table. */
export type TestContext = TableContext & Partial<ColumnContext>;

/** A data test that is declared in YAML. One file defines it; one line in the registry makes it known. */
export interface GenericTest<Arguments extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** What packages of dbt call it: `dbt_utils.equality`. */
  readonly packageNames?: readonly string[];
  /** What it is declared on. */
  readonly on: 'column' | 'table' | 'either';
  /** The arguments beside `column_name`. */
  readonly arguments: Arguments;
  /** The number of failures, when it is not that of the rows. */
  readonly failCalc?: string;
  /** Whether it compares a column with what a release holds of it. */
  readonly comparesReleases?: boolean;
  /** Whether its rows are what has drifted of a source, instead of the rows of its table. */
  readonly readsDrift?: boolean;
  /** A query that returns what is wrong, whole rows where there are rows to show. */
  sql(context: TestContext, values: z.infer<Arguments>): string;
  /** Of a test that returns the rows of its table that meet a condition: the condition; the column is empty when there is none. */
  condition?(column: string, values: z.infer<Arguments>): string;
  /** What the least and the greatest value of a column, or that none is NULL, tell of the condition. */
  provedBy?(values: z.infer<Arguments>): 'no-nulls' | 'bounds' | undefined;
  /** Of a test that asks for nothing but the number of rows: which numbers pass. */
  rowLimits?(values: z.infer<Arguments>): RowLimits;
  /** Of a test that returns groups of rows with a column for each value: what they are grouped by. */
  groups?(context: TestContext, values: z.infer<Arguments>): readonly Grouping[];
}

/** A value that rows have in common. */
export interface Grouping {
  /** The column of the query's result that holds it. */
  readonly name: string;
  /** What it is of each row, as SQL. */
  readonly expression: string;
}

interface Definition<Arguments extends z.ZodObject, Context extends TableContext>
  extends Omit<GenericTest<Arguments>, 'on' | 'sql' | 'groups'> {
  sql(context: Context, values: z.infer<Arguments>): string;
  groups?(context: Context, values: z.infer<Arguments>): readonly Grouping[];
}

/** A test of one column; on a table, `column_name` says which. */
export function columnTest<Arguments extends z.ZodObject>(
  definition: Definition<Arguments, ColumnContext>,
): GenericTest<Arguments> {
  return { ...definition, on: 'column' };
}

/** A test of a table as a whole. */
export function tableTest<Arguments extends z.ZodObject>(
  definition: Definition<Arguments, TableContext>,
): GenericTest<Arguments> {
  return { ...definition, on: 'table' };
}

/** A test of a table or of one of its columns. */
export function tableOrColumnTest<Arguments extends z.ZodObject>(
  definition: Definition<Arguments, TestContext>,
): GenericTest<Arguments> {
  return { ...definition, on: 'either' };
}
