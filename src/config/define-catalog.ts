/**
 * The Glue Data Catalog, in which the tables of every release are registered after it was published, so that Athena and
 * Redshift Spectrum query them.
 *
 * @example duckdb({ lake: 's3://music/lake', catalog: glue({ database: 'music' }) })
 */
export function glue(options: GlueOptions): GlueCatalogInput {
  return { type: 'glue', ...options };
}

export interface GlueOptions {
  /** The database of Glue that the tables are registered in. It must exist. */
  readonly database: string;
  /** Region of the catalog. Default: that of the target, else of `s3`, else AWS_REGION, else that of the profile. */
  readonly region?: string | undefined;
  /** Id of the AWS account whose catalog it is. Default: the account of whoever asks. */
  readonly catalogId?: string | undefined;
  /**
   * `'partitions'` registers every partition with the files that the release names. `'projection'` registers none: Athena
   * computes where they would be in the plain copy. Default: `'partitions'`.
   */
  readonly mode?: 'partitions' | 'projection' | undefined;
  /** Tables that are not registered, by their names in the lake. Default: none. */
  readonly except?: readonly string[] | undefined;
  /** For projection: partition columns that every query has to give a value for, as `'table.column'`. Default: none. */
  readonly injected?: readonly string[] | undefined;
}

/** What `glue()` returns. */
export interface GlueCatalogInput extends GlueOptions {
  readonly type: 'glue';
}
