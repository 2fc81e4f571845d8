import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { isConstraint } from '../../compile/node.ts';
import type { Config } from '../../config/config.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { isS3Address } from '../../config/s3-address.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { openSession } from '../../engines/open-session.ts';
import { loadProject } from '../../sparkify.ts';
import { renderQuantity } from '../output/quantity.ts';
import { renderResourceCounts } from '../output/resource-counts.ts';
import { withLake } from './with-lake.ts';

export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly hint?: string;
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
  if (options.fix || isS3Address(config.target.lake))
    await examine(findings, 'httpfs', () => extensionDetail(config, options.fix));
  await examine(findings, 'project', () => projectDetail(options));
  await examine(findings, 'lake', () => lakeDetail(options, config));
  await examine(findings, 'disk', async () => ({ detail: freeSpace(config) }));
  return findings;
}

/** Adds what `look` finds, or why it could not. */
async function examine<T>(
  findings: Finding[],
  name: string,
  look: () => Promise<{ readonly detail: string; readonly value?: T }>,
): Promise<T | undefined> {
  try {
    const { detail, value } = await look();
    findings.push({ name, ok: true, detail });
    return value;
  } catch (error) {
    if (!(error instanceof SparkifyError)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    findings.push({ name, ok: false, detail: error.message, ...hint });
    return undefined;
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

async function projectDetail(options: ProjectOptions): Promise<{ detail: string }> {
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
    ['model', 'seed', 'source', 'test', 'unit_test', 'exposure'].map(type => [
      type,
      nodes.filter(node => node.resourceType === type && !isConstraint(node)).length,
    ]),
  );
  return { detail: renderResourceCounts(counts) || 'no models yet' };
}

async function lakeDetail(options: ProjectOptions, config: Config): Promise<{ detail: string }> {
  return withLake(options, async lake => {
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
