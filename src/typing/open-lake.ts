import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Kysely } from 'kysely';
import { DuckDbDialect } from '../compile/kysely/duckdb-dialect.ts';
import type { S3Options } from '../config/define-config.ts';
import { loadConfig, type ProjectOptions } from '../config/load-config.ts';
import { isS3Address } from '../config/s3-address.ts';
import { toS3Settings } from '../config/s3-settings.ts';
import type { Target } from '../config/target.ts';
import { openRowReader, type RowReader } from '../engines/row-reader.ts';
import type { RegisteredTables } from '../project/register.ts';
import { openLakeForReading } from '../release/lake-reader.ts';
import { lakePlace } from '../release/open-project-lake.ts';
import { LakeDriver } from './lake-driver.ts';
import { ReleaseView } from './release-view.ts';

export interface OpenLakeOptions extends ProjectOptions {
  /** A lake: a folder, relative to `cwd`, or `s3://bucket/prefix`. Without it, the lake of the project's target is opened. */
  readonly lake?: string | undefined;
  /** A release that the lake keeps. Default: the current one. */
  readonly release?: string | undefined;
  /** Whether every query reads the release that is current when it begins, not the one that was when the lake was opened. */
  readonly follow?: boolean | undefined;
  /** How the bucket of `lake` is reached, as in `duckdb({ s3 })`. Default: what the environment says. */
  readonly s3?: S3Options | undefined;
  /** How much memory DuckDB may take, e.g. `'1GB'`. */
  readonly memoryLimit?: string | undefined;
}

/** Kysely over the published tables of a lake. Close it with `destroy()`, or declare it with `await using`. */
export class PublishedLake<Tables> extends Kysely<Tables> {
  readonly #view: ReleaseView;

  constructor(reader: RowReader, view: ReleaseView) {
    super({ dialect: new DuckDbDialect(() => new LakeDriver(reader, view)) });
    this.#view = view;
  }

  /** The release that queries read. */
  get release(): string {
    return this.#view.release;
  }
}

/**
 * Opens the published release of a lake for reading.
 *
 * @throws SparkifyError `nothing-published`, `unknown-release`, `lake-damaged`, and what is wrong with the project's config.
 */
export async function openLake<Tables = RegisteredTables>(
  options: OpenLakeOptions = {},
): Promise<PublishedLake<Tables>> {
  const { release, follow = false, memoryLimit, threads } = options;
  const place = options.lake === undefined ? await projectPlace(options) : folderPlace(options.lake, options);
  const reader = await openRowReader({ ...place.target, memoryLimit, threads });
  try {
    const { store, data } = lakePlace(place.target, place.scratch);
    const lake = openLakeForReading({ store, codec: reader.fileListCodec, ...place.owner });
    const view = new ReleaseView(reader, { lake, store, data }, follow && release === undefined);
    await view.open(release);
    return new PublishedLake<Tables>(reader, view);
  } catch (error) {
    await reader.close();
    throw error;
  }
}

interface Place {
  readonly target: Pick<Target, 'lake' | 's3' | 'extensions' | 'upload'>;
  readonly scratch: string;
  /** The project that the lake must belong to. */
  readonly owner: { readonly project?: string };
}

async function projectPlace(options: ProjectOptions): Promise<Place> {
  const { config } = await loadConfig(options);
  const { projectDir, targetPath, target, name } = config;
  return { target, scratch: join(projectDir, targetPath, 'tmp'), owner: { project: name } };
}

/** Any project's lake, with the settings of S3 that the environment gives. */
function folderPlace(lake: string, { cwd = process.cwd(), s3 }: OpenLakeOptions): Place {
  const target = {
    lake: isS3Address(lake) ? lake : resolve(cwd, lake),
    s3: toS3Settings(s3, cwd),
    extensions: { folder: undefined, repository: undefined },
    upload: 'auto' as const,
  };
  return { target, scratch: tmpdir(), owner: {} };
}
