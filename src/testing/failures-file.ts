import type { Config } from '../config/config.ts';

/** Where the failing rows of a test are kept, relative to the project. */
export function failuresFile({ targetPath }: Pick<Config, 'targetPath'>, alias: string): string {
  return `${targetPath}/failures/${alias}.parquet`;
}
