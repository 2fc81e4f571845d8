import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { GlueCatalogInput } from './define-catalog.ts';
import { isS3Address } from './s3-address.ts';

/** The Glue Data Catalog that shows the tables of a lake, every default filled in. */
export interface GlueCatalog {
  readonly type: 'glue';
  readonly database: string;
  /** Undefined: as AWS's own tools find it. */
  readonly region: string | undefined;
  /** Undefined: that of the account of whoever asks. */
  readonly catalogId: string | undefined;
  /** Whether each partition is registered, or Athena computes where it would be in the plain copy. */
  readonly mode: 'partitions' | 'projection';
  /** Names of tables in the lake that are not registered. */
  readonly except: readonly string[];
  /** `table.column` of partition columns that every query gives a value for. */
  readonly injected: readonly string[];
}

interface CatalogPlace {
  /** Of the target. */
  readonly name: string;
  readonly lake: string;
  /** Of the target, where it has one. */
  readonly region: string | undefined;
  readonly plainCopy: boolean;
}

/** @throws SparkifyError `bad-config` where nobody could read what would be registered */
export function glueCatalogOf(
  input: GlueCatalogInput | undefined,
  place: CatalogPlace,
): GlueCatalog | undefined {
  if (input === undefined) return undefined;
  const { database, catalogId, mode = 'partitions', except = [], injected = [] } = input;
  if (!isS3Address(place.lake))
    throw unreadable(
      `The target ${place.name} has its lake in a folder, and what is registered in Glue must be on S3.`,
      "Give it a lake like 's3://bucket/prefix', or leave `catalog` out.",
    );
  if (mode === 'projection' && !place.plainCopy)
    throw unreadable(
      `The catalog of the target ${place.name} is to project partitions of the plain copy, which is turned off.`,
      "Set `releases: { plainCopy: true }`, or the catalog's mode to 'partitions'.",
    );
  return {
    ...{ type: 'glue', database, catalogId, mode, except, injected },
    region: input.region ?? place.region,
  };
}

function unreadable(message: string, hint: string): SparkifyError {
  return new SparkifyError('bad-config', message, { exitCode: 2, hint });
}
