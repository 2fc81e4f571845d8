import type { ExecutionContext } from 'ava';
import type { S3Request } from '../../src/storage/s3/s3-client.ts';
import { s3ClientFor } from '../../src/storage/s3/s3-clients.ts';
import type { CliResult } from '../helpers/cli-project.ts';
import { cliProject } from '../helpers/cli-project.ts';
import { filesWith, jsonLines } from '../helpers/tiny-project.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { objectsOnS3, onS3, type S3Project } from './s3-project.ts';
import { plainSettings, s3Service } from './s3-service.ts';
import type { SourceObject } from './source-objects.ts';

/** A small project whose source is a swarm of objects, which it reaches through a proxy. */
export interface SwarmProject extends S3Project {
  readonly proxy: FaultProxy;
  /** The address that the keys of the source follow. */
  readonly root: string;
  /** Puts an object of the source, in place of what is there. */
  put(key: string, text: string): Promise<void>;
  remove(key: string): Promise<void>;
  build(...args: readonly string[]): Promise<CliResult>;
  /** The published payments as CSV: id and user. */
  payments(): Promise<string>;
}

export interface SwarmOptions {
  readonly onBadRecord?: 'fail' | 'quarantine';
  readonly undeclaredKeys?: string;
  /** Of `s3` in the target, as TypeScript. */
  readonly s3?: string;
}

export async function swarmProject(
  t: ExecutionContext,
  objects: readonly SourceObject[],
  { onBadRecord = 'fail', undeclaredKeys = 'warn', s3 = '{}' }: SwarmOptions = {},
): Promise<SwarmProject> {
  t.timeout(240_000);
  const root = await objectsOnS3(objects);
  const sources = (filesWith({})['models/sources.yml'] as string)
    .replace('data/events/*.json', `"${root}/**/*.json*"`)
    .replace(
      '- name: events',
      `- name: events\n        on_bad_record: ${onBadRecord}\n        undeclared_keys: ${undeclaredKeys}`,
    );
  const config = `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE, s3: ${s3} }) },
});
`;
  const client = s3ClientFor(plainSettings, new URL(root).host);
  const send = async (request: S3Request) => void (await client.send(request));
  const files = { 'sparkify.config.ts': config, 'models/sources.yml': sources };
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const project = await onS3(cliProject(t, filesWith(files)), { AWS_ENDPOINT_URL_S3: proxy.endpoint });
  return {
    ...project,
    proxy,
    root,
    put: (key, text) => send({ method: 'PUT', key: `raw/${key}`, body: Buffer.from(text) }),
    remove: key => send({ method: 'DELETE', key: `raw/${key}`, accept: [204] }),
    build: (...args) => project.sparkify('build', ...args),
    async payments() {
      const sql = "select id, user_name from {{ ref('payments') }} order by id";
      const shown = await project.sparkify('show', '--inline', sql, '--limit', '-1', '--output', 'csv');
      return shown.stdout;
    },
  };
}

/** An event as the source declares it. */
export function event(id: number, more: object = {}): object {
  return { id, user: `u${id % 7}`, amount: 1, paid_at: '2026-01-01T10:00:00Z', ...more };
}

/** One event in each of so many objects. */
export function swarm(count: number): readonly SourceObject[] {
  return Array.from({ length: count }, (_, id) => ({
    key: `${id % 10}/${id}.json`,
    bytes: Buffer.from(jsonLines([event(id)])),
  }));
}

/** What `payments` gives for the events of these ids. */
export function paymentsOf(ids: readonly number[]): string {
  return `id,user_name\n${ids.map(id => `${id},u${id % 7}\n`).join('')}`;
}

/** The requests that the proxy saw for objects of the source, by method; listings aside. */
export function objectReads({ proxy }: SwarmProject, since = 0): Readonly<Record<string, number>> {
  const seen = proxy.requests.slice(since).filter(({ key }) => key.startsWith('raw/'));
  const groups = Map.groupBy(seen, ({ method }) => method);
  return Object.fromEntries([...groups].map(([method, requests]) => [method, requests.length]));
}
