import type * as z from 'zod';

/** What a generic test is given to write its SQL. */
export interface TestContext {
  /** The tested rows, to stand after FROM: a relation, or a subquery in parentheses when `where` restricts it. */
  readonly rows: string;
  /** The tested column as SQL. */
  readonly column: string;
  /** The relation that a `ref('…')` or `source('…', '…')` in an argument names. */
  resolve(reference: string): string;
}

/** A data test that is declared in YAML. One file defines it; one line in the registry makes it known. */
export interface GenericTest<Arguments extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** The arguments beside `column_name`. */
  readonly arguments: Arguments;
  /** A query that returns what is wrong, whole rows where there are rows to show. */
  sql(context: TestContext, values: z.infer<Arguments>): string;
}

/** Ties the type of `sql`'s arguments to the schema. */
export function genericTest<Arguments extends z.ZodObject>(
  definition: GenericTest<Arguments>,
): GenericTest<Arguments> {
  return definition;
}
