import { SparkifyError } from '../diagnostics/sparkify-error.ts';

/** What is thrown at whoever would write. */
export function onlyRead(): SparkifyError {
  return new SparkifyError('bad-sql', 'A lake is only read here, and this statement is no query.', {
    hint: 'Tables of a lake are written by `sparkify build`.',
    exitCode: 2,
  });
}
