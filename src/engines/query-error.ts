import { SparkifyError } from '../diagnostics/sparkify-error.ts';

/** Where in a statement the engine stopped, as far as it tells. */
export interface QueryPlace {
  /** Counted from 1. */
  readonly line: number;
  /** The text of that line from the place on; its end may be missing. */
  readonly text: string;
}

/** A statement failed while it ran. */
export class QueryError extends SparkifyError {
  readonly place: QueryPlace | undefined;

  constructor(place: QueryPlace | undefined, ...rest: ConstructorParameters<typeof SparkifyError>) {
    super(...rest);
    this.place = place;
  }
}

/** The offset of a place in a query that is the end of the statement that failed; undefined when it is not in it. */
export function findPlace(sql: string, { line, text }: QueryPlace): number | undefined {
  const start = sql.split('\n', line - 1).reduce((sum, before) => sum + before.length + 1, 0);
  const end = sql.indexOf('\n', start);
  const found = sql.slice(start, end === -1 ? undefined : end);
  const at = found.indexOf(text);
  return at === -1 || found.indexOf(text, at + 1) !== -1 ? undefined : start + at;
}
