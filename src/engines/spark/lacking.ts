import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { JobEvent } from '../job.ts';

/** What to do about a Spark that cannot run a job. */
export function lacking({ engine, hadoop, classes }: JobEvent & { type: 'lacking' }): SparkifyError {
  if (classes.length === 0)
    return new SparkifyError('no-spark', `${engine} is too old: models have the rows of DuckDB on Spark 4.`, {
      hint: 'Take a Spark 4, e.g. `pip install pyspark==4.0.5`; on EMR a release label with Spark 4.',
    });
  return new SparkifyError('no-spark', `${engine} lacks what reads S3: ${classes.join(', ')}.`, {
    hint: `Let it fetch that, with conf: { 'spark.jars.packages': 'org.apache.hadoop:hadoop-aws:${hadoop}' } of the target, or put hadoop-aws ${hadoop} among its jars.`,
  });
}
