import { fixedSparkConf } from '../../config/spark-conf.ts';

/** Where Spark writes to S3, this would keep it from using its disk on the way. */
const { 'spark.hadoop.fs.file.impl': _, ...fixed } = fixedSparkConf;

/**
 * Settings of a job on EMR, which brings good ones for its clusters and for S3 along: only what rows depend on. Its own commit protocol
 * renames nothing by copying.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-spark-magic-commit-protocol.html
 */
export function emrConf(conf: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { 'spark.sql.files.openCostInBytes': '16384', ...conf, ...fixed };
}
