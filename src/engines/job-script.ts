import { fileURLToPath } from 'node:url';

/** The program that runs a job on Spark: it is a file of the package, which Spark reads where it lies. */
export function jobScript(): string {
  return fileURLToPath(new URL('../../templates/spark/job.py', import.meta.url));
}
