import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: '__project_name__',
  // Where a build runs and where its lake is; `--target` chooses one.
  targets: { dev: duckdb({ lake: 'target/lake' }) },
  // For var() in models and sources; `--vars` overrides them.
  vars: { source_root: 'data' },
  // Defaults by folder; config() in a model overrides them.
  models: {
    staging: { materialized: 'view' },
    marts: { materialized: 'external' },
  },
});
