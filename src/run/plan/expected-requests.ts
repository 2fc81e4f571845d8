import type { Config } from '../../config/config.ts';
import { isS3Address } from '../../config/s3-address.ts';
import type { Release } from '../../release/documents.ts';
import { manyObjects, smallBytes } from '../../source/cache/choose-swarm.ts';
import type { SourceFile } from '../../source/source-file.ts';
import { partBytes } from '../../storage/s3/multipart.ts';
import { sum } from '../../storage/sum.ts';
import type { PlannedTable, ReadTable } from './build-plan.ts';
import type { SourceNews } from './source-news.ts';

/** How many requests a build sends to S3, each estimated for the worst case. */
export interface ExpectedRequests {
  readonly list: number;
  readonly get: number;
  readonly put: number;
  readonly copy: number;
}

export interface RequestsInput {
  readonly config: Pick<Config, 'target' | 'releases'>;
  readonly base: Release | undefined;
  /** What is read of sources, with the files of each. */
  readonly sources: readonly { readonly news: SourceNews; readonly files: readonly SourceFile[] }[];
  readonly reads: readonly ReadTable[];
  readonly writes: readonly PlannedTable[];
}

/** Keys in an answer to a listing. */
const pageSize = 1000;
/** DuckDB asks for stretches of a large file that are about as long. */
const stretchBytes = 32 * 2 ** 20;
/** Of a Parquet file DuckDB asks for its size, its footer, and at least once for its columns. */
const requestsOfParquet = 3;
/** What a build writes down beside its tables: candidate, release, what it was made of, pointer, state of the plain copy, catalog. */
const documentsPut = 11;
/** It reads them again before each step that rests on them: 28 were counted of a build of three tables. */
const documentsGot = 33;

/** Undefined of a build that has nothing to do with S3. */
export function expectedRequests(input: RequestsInput): ExpectedRequests | undefined {
  const remote = input.sources.filter(({ files }) => files.some(({ object }) => object !== undefined));
  const onS3 = isS3Address(input.config.target.lake);
  const elsewhere = input.reads.filter(({ lake }) => lake !== undefined && isS3Address(lake));
  if (remote.length + elsewhere.length === 0 && !onS3) return undefined;
  const ofInputs = {
    list: sum(remote.map(({ files }) => pages(files.length))),
    get: sum(remote.map(ofFiles)) + sum(elsewhere.map(ofDeferred)),
  };
  if (!onS3) return { ...ofInputs, put: 0, copy: 0 };
  const ofLake = requestsOfLake({ ...input, reads: input.reads.filter(({ lake }) => lake === undefined) });
  return { ...ofLake, list: ofInputs.list + ofLake.list, get: ofInputs.get + ofLake.get };
}

/** The list of its files, and these. */
function ofDeferred({ files }: ReadTable): number {
  return 1 + files * requestsOfParquet;
}

/** Small objects are fetched once each, and those that the last build read lie in the cache. */
function ofFiles({ news, files }: RequestsInput['sources'][number]): number {
  const objects = files.flatMap(({ object }) => object ?? []);
  const small = objects.filter(({ size }) => size <= smallBytes);
  const isSwarm = small.length > manyObjects;
  const inPlace = isSwarm ? objects.filter(({ size }) => size > smallBytes) : objects;
  const fetched = news.readBy === undefined ? small.length : news.added.length + news.changed.length;
  return (isSwarm ? fetched : 0) + sum(inPlace.map(({ size }) => 1 + Math.ceil(size / stretchBytes)));
}

function requestsOfLake({ config, base, sources, reads, writes }: RequestsInput): ExpectedRequests {
  const read = sum(reads.map(({ files }) => files * requestsOfParquet));
  if (writes.length === 0) return { list: 0, get: read + 2, put: 0, copy: 0 };
  const held = sum((base?.tables ?? []).map(({ files }) => pages(files)));
  const files = writes.map(({ before }) => Math.max(1, before?.files ?? 1));
  const parts = sum(writes.map(({ before }) => Math.floor((before?.bytes ?? 0) / partBytes)));
  const put = sum(files) + parts;
  return {
    // The files of the base are looked up, those of the build checked, the plain copy compared, and what is old collected.
    list: 4 * (held + 1),
    get: read + documentsGot + writes.length + sources.length,
    put: put + documentsPut + 2 * writes.length + sources.length,
    copy: config.releases.plainCopy ? sum(files) : 0,
  };
}

function pages(files: number): number {
  return Math.max(1, Math.ceil(files / pageSize));
}
