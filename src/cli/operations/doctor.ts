import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type CompiledNode, isConstraint } from '../../compile/node.ts';
import type { Config } from '../../config/config.ts';
import type { JsonValue } from '../../config/json-value.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { isS3Address } from '../../config/s3-address.ts';
import { accessTo, type S3Access } from '../../config/s3-settings.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { openSession } from '../../engines/open-session.ts';
import { resourceTypes } from '../../graph/selectable-node.ts';
import { loadProject } from '../../sparkify.ts';
import { s3ClientFor } from '../../storage/s3/s3-clients.ts';
import { renderQuantity } from '../output/quantity.ts';
import { renderResourceCounts } from '../output/resource-counts.ts';
import { catalogDetail } from './doctor-catalog.ts';
import {
  type BucketUse,
  bucketsOf,
  identityDetail,
  locate,
  rightsDetail,
  sourcesDetail,
} from './doctor-s3.ts';
import { withLakeOf } from './with-lake.ts';

export interface Finding extends Pick<Found, 'detail' | 'hint' | 'facts'> {
  readonly name: string;
  readonly ok: boolean;
  /** Well enough for some commands, not for all. */
  readonly warning?: true;
}

/** What a look at something showed. */
export interface Found {
  readonly detail: string;
  /** Without it all is well. */
  readonly state?: 'warn' | 'fail';
  readonly hint?: string;
  /** The same for programs. */
  readonly facts?: Readonly<Record<string, JsonValue | undefined>>;
}

interface DoctorOptions extends ProjectOptions {
  /** Installs what is missing. */
  readonly fix: boolean;
}

/** Whether everything that a build needs is in place. */
export async function doctor(options: DoctorOptions): Promise<readonly Finding[]> {
  const findings: Finding[] = [{ name: 'node', ok: true, detail: process.versions.node }];
  const config = await examine(findings, 'config', async () => {
    const loaded = await loadConfig(options);
    return {
      detail: `${loaded.config.configFile}, target ${loaded.config.target.name}`,
      value: loaded.config,
    };
  });
  if (config === undefined) return findings;
  await examine(findings, 'duckdb', () => engineDetail(config));
  const nodes = (await examine(findings, 'project', () => projectDetail(options))) ?? [];
  const buckets = bucketsOf(config, nodes);
  if (options.fix || buckets.size > 0)
    await examine(findings, 'httpfs', () => extensionDetail(config, options.fix));
  await examineBuckets(findings, config, buckets);
  await examine(findings, 'lake', () => lakeDetail(config));
  const { catalog } = config.target;
  if (catalog !== undefined) await examine(findings, 'glue', () => catalogDetail(config, catalog));
  await examine(findings, 'disk', async () => ({ detail: freeSpace(config) }));
  return findings;
}

/** Adds what `look` finds, or why it could not. */
async function examine<T>(
  findings: Finding[],
  name: string,
  look: () => Promise<Found & { readonly value?: T }>,
): Promise<T | undefined> {
  try {
    const { state, value, ...found } = await look();
    findings.push({ name, ok: state !== 'fail', ...(state === 'warn' ? { warning: true } : {}), ...found });
    return value;
  } catch (error) {
    if (!(error instanceof SparkifyError)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    findings.push({ name, ok: false, detail: error.message, ...hint });
    return undefined;
  }
}

/** Who asks for the buckets, where they are, and what is refused of what the lake and the sources in them need. */
async function examineBuckets(
  findings: Finding[],
  config: Config,
  buckets: ReadonlyMap<string, BucketUse>,
): Promise<void> {
  const identified = new Map<S3Access, boolean>();
  for (const [bucket, { lake, sources }] of buckets) {
    const access = accessTo(config.target.s3, bucket);
    if (!identified.has(access)) {
      const look = async () => ({ ...(await identityDetail(config, bucket)), value: true });
      identified.set(access, (await examine(findings, 'identity', look)) ?? false);
    }
    if (!identified.get(access)) continue;
    const client = s3ClientFor(config.target.s3, bucket);
    if (lake !== undefined) {
      await examine(findings, `s3://${bucket}`, async () => {
        const where = await locate(client);
        return withLakeOf(config, async open => rightsDetail(where, config.target.lake, await open.probe()));
      });
    }
    if (sources.length > 0) {
      await examine(findings, `s3://${bucket}`, async () =>
        sourcesDetail(client, await locate(client), sources),
      );
    }
  }
}

async function engineDetail(config: Config): Promise<{ detail: string }> {
  const session = await openSession(config);
  try {
    const { rows } = await session.query(
      `SELECT current_setting('memory_limit') || ', ' || current_setting('threads') || ' threads'`,
    );
    return { detail: `${session.engineVersion}, memory limit ${rows[0]![0]}` };
  } finally {
    session.close();
  }
}

async function extensionDetail(config: Config, install: boolean): Promise<{ detail: string }> {
  const session = await openSession(config);
  try {
    const found = await session.enableS3(install);
    return { detail: found === 'installed' ? 'installed just now, S3 can be read' : 'S3 can be read' };
  } finally {
    session.close();
  }
}

async function projectDetail(
  options: ProjectOptions,
): Promise<Found & { readonly value: readonly CompiledNode[] }> {
  const { nodes, diagnostics } = await loadProject(options);
  if (hasErrors(diagnostics)) {
    throw new SparkifyError(
      'bad-property',
      `${renderQuantity(diagnostics.length, 'problem')} in the project`,
      {
        hint: 'See them with: sparkify check',
      },
    );
  }
  const counts = Object.fromEntries(
    resourceTypes.map(type => [
      type,
      nodes.filter(node => node.resourceType === type && !isConstraint(node)).length,
    ]),
  );
  return { detail: renderResourceCounts(counts) || 'no models yet', value: nodes };
}

async function lakeDetail(config: Config): Promise<{ detail: string }> {
  return withLakeOf(config, async lake => {
    const release = await lake.current();
    const state =
      release === undefined
        ? 'nothing published yet'
        : `release ${release.release}, ${renderQuantity(release.tables.length, 'table')}`;
    return { detail: `${config.target.lake}: ${state}` };
  });
}

/** Bytes free where the lake lies, or will lie; for one on S3, where its files are on their way there. */
function freeSpace({ target, projectDir }: Config): string {
  for (let folder = isS3Address(target.lake) ? projectDir : target.lake; ; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = statfsSync(folder);
      return `${((bavail * bsize) / 1e9).toFixed(1)} GB free for the lake`;
    } catch (error) {
      if (folder === dirname(folder)) throw error;
    }
  }
}
