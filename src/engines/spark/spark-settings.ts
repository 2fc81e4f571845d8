import { fixedSparkConf } from '../../config/spark-conf.ts';

/** What is better than Spark's own defaults. */
const defaults: Readonly<Record<string, string>> = {
  'spark.ui.enabled': 'false',
  // 15,000 files of 300 bytes take 164 s with Spark's own, and 8 s with these.
  'spark.sql.sources.parallelPartitionDiscovery.threshold': '100000',
  'spark.sql.files.openCostInBytes': '16384',
};

/** A master on this machine needs no port that others can reach, and fewer partitions than a cluster. */
const localDefaults: Readonly<Record<string, string>> = {
  'spark.driver.bindAddress': '127.0.0.1',
  'spark.driver.host': '127.0.0.1',
  'spark.sql.shuffle.partitions': '16',
};

/** Settings of a job: the user's count more than defaults. */
export function sparkSettings(
  master: string,
  conf: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { ...defaults, ...(master.startsWith('local') ? localDefaults : {}), ...conf, ...fixedSparkConf };
}

/**
 * A file of settings for `spark-submit --properties-file`, which keeps them out of the list of processes.
 *
 * @see https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Properties.html
 */
export function renderProperties(settings: Readonly<Record<string, string>>): string {
  const spelled = (text: string) =>
    text
      .replaceAll(/[\\:=#! \t\f]/g, '\\$&')
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r');
  return Object.entries(settings)
    .map(([name, value]) => `${spelled(name)}=${spelled(value)}\n`)
    .join('');
}
