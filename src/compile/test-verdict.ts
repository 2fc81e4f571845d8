/** How the rows that a data test returned are judged. All texts are SQL. */
export interface TestVerdict {
  /** An aggregate over the rows: the number of failures. */
  readonly failCalc: string;
  /** What follows that number to ask whether it is an error: `!= 0`. */
  readonly errorIf: string;
  /** The same for a warning. */
  readonly warnIf: string;
  /** How many rows the test looks at; undefined for all. */
  readonly limit: number | undefined;
}

/** dbt's: every row is a failure, and one failure is enough. */
export const defaultVerdict: TestVerdict = {
  failCalc: 'count(*)',
  errorIf: '!= 0',
  warnIf: '!= 0',
  limit: undefined,
};

/** Whether a test counts rows, and any row is a failure. How many it looks at, its `limit`, is another matter. */
export function isPlainVerdict({ failCalc, errorIf, warnIf }: TestVerdict): boolean {
  return (
    failCalc === defaultVerdict.failCalc &&
    errorIf === defaultVerdict.errorIf &&
    warnIf === defaultVerdict.warnIf
  );
}
