import { defineConfig, duckdb, spark } from 'sparkify';

export default defineConfig({
  name: 'sparkify_lake',
  targets: {
    dev: duckdb({ lake: 'target/lake' }),
    prod: duckdb({ lake: process.env.SPARKIFY_LAKE ?? 'target/prod-lake' }),
    // The same models as one job on a local Spark.
    spark: spark({ lake: process.env.SPARKIFY_SPARK_LAKE ?? 'target/spark-lake' }),
  },
  vars: {
    // The folder that holds log_data and song_data.
    source_root: 'data/sample',
  },
  models: {
    // Read by several models and by tests: parsed once, kept for the build, not part of the lake.
    staging: { materialized: 'table', published: false },
    marts: { materialized: 'external' },
    // Small tables for analysts, written in TypeScript.
    reports: { materialized: 'external' },
  },
  testPaths: ['tests/data'],
});
