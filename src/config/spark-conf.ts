/** What every session of Spark must be like for results to be those of DuckDB, and for files to be those of a release. */
export const fixedSparkConf: Readonly<Record<string, string>> = {
  'spark.sql.session.timeZone': 'UTC',
  'spark.sql.ansi.enabled': 'true',
  'spark.sql.decimalOperations.allowPrecisionLoss': 'false',
  'spark.sql.caseSensitive': 'false',
  'spark.sql.parquet.outputTimestampType': 'TIMESTAMP_MICROS',
  'spark.sql.parquet.inferTimestampNTZ.enabled': 'true',
  'spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs': 'false',
  // Without it Spark writes a checksum file beside every file.
  'spark.hadoop.fs.file.impl': 'org.apache.hadoop.fs.RawLocalFileSystem',
};

/** Whether a setting may be chosen: one of those above, or one that brings back what older versions did, changes rows. */
export function isOpenConf(name: string): boolean {
  return !(name in fixedSparkConf) && !name.startsWith('spark.sql.legacy.');
}
