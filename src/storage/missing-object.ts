import { SparkifyError } from '../diagnostics/sparkify-error.ts';

/** The error of an operation that needs an object which is not there. */
export function missingObject(label: string, key: string): SparkifyError {
  return new SparkifyError('lake-damaged', `The lake ${label} holds no object ${key}.`, {
    hint: 'Another process may have removed it. Run `sparkify recover`, then build again.',
  });
}
