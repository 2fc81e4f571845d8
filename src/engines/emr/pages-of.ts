import { askAws } from './ask-aws.ts';

/**
 * The pages of a list that AWS gives in parts.
 *
 * @param what is asked for, as in "list the job runs"
 * @param right that it takes, e.g. `emr-serverless:ListJobRuns`
 * @param pages of the SDK, which asks for each when it is wanted
 * @throws SparkifyError as `askAws` does
 */
export async function* pagesOf<T>(
  what: string,
  right: string,
  pages: AsyncIterable<T>,
): AsyncGenerator<T, void> {
  const iterator = pages[Symbol.asyncIterator]();
  for (;;) {
    const next = await askAws(what, right, () => iterator.next());
    if (next.done) return;
    yield next.value;
  }
}
