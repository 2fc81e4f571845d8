import { explainAwsError } from './explain-aws-error.ts';

/**
 * Asks AWS for something.
 *
 * @param what is asked for, as in "start the job"
 * @param right that it takes, e.g. `emr-serverless:StartJobRun`
 * @throws SparkifyError `cluster-denied`, `cluster-refused`, `cluster-missing`, `cluster-unreachable`, `no-credentials`
 */
export async function askAws<T>(what: string, right: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw explainAwsError(error, what, right);
  }
}
