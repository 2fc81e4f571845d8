import { defineConfig, duckdb, emr, emrServerless, spark } from 'sparkify';

const { env } = process;

/** Where the targets on AWS have their lake. */
const onS3 = env.SPARKIFY_S3_LAKE ?? 's3://sparkify-lake/lake';

export default defineConfig({
  name: 'sparkify_lake',
  targets: {
    dev: duckdb({ lake: 'target/lake' }),
    prod: duckdb({ lake: env.SPARKIFY_LAKE ?? 'target/prod-lake' }),
    // The same models as one job on a local Spark.
    spark: spark({ lake: env.SPARKIFY_SPARK_LAKE ?? 'target/spark-lake' }),
    // The same job on a cluster, which lives as long as the build unless one is named.
    emr: emr({
      lake: onS3,
      cluster: env.SPARKIFY_EMR_CLUSTER,
      serviceRole: env.SPARKIFY_EMR_SERVICE_ROLE,
      instanceProfile: env.SPARKIFY_EMR_INSTANCE_PROFILE,
      subnets: env.SPARKIFY_EMR_SUBNETS?.split(','),
      logUri: env.SPARKIFY_EMR_LOGS,
    }),
    emr_serverless: emrServerless({
      lake: onS3,
      application: env.SPARKIFY_EMR_APPLICATION,
      // The role of nobody, unless one is named.
      role: env.SPARKIFY_EMR_JOB_ROLE ?? 'arn:aws:iam::000000000000:role/sparkify',
      logUri: env.SPARKIFY_EMR_LOGS,
    }),
  },
  vars: {
    // The folder that holds log_data and song_data.
    source_root: 'data/sample',
  },
  models: {
    // Read by several models and by tests: parsed once, kept for the build, not part of the lake. The log says otherwise.
    staging: { materialized: 'table', published: false },
    marts: { materialized: 'external' },
    // Small tables for analysts, written in TypeScript.
    reports: { materialized: 'external' },
  },
  testPaths: ['tests/data'],
  // What would come out the same is taken over from the release before: when nothing is new, nothing is done.
  reuse: true,
});
