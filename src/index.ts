export {
  type ConfigInput,
  type DuckDbOptions,
  defineConfig,
  duckdb,
  type TargetInput,
} from './config/define-config.ts';
