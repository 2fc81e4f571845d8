import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { didYouMean } from '../diagnostics/closest.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { ParsedConfig, ParsedTarget } from './config-schema.ts';
import { emrTargetOf } from './emr-target.ts';
import { glueCatalogOf } from './glue-catalog.ts';
import { parseS3Address, renderS3Address } from './s3-address.ts';
import { toS3Settings } from './s3-settings.ts';
import type { LakeTarget, Target } from './target.ts';

interface Choice {
  readonly projectDir: string;
  /** From `--target`, else from SPARKIFY_TARGET. */
  readonly wanted: string | undefined;
  /** From `--threads`. */
  readonly threads: number | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The target that a command runs on, its defaults filled in and its lake absolute.
 *
 * @throws SparkifyError `unknown-target`, `bad-config` for a lake that a target cannot write, or `bad-usage` for a number of threads that is none.
 */
export function chooseTarget(config: ParsedConfig, choice: Choice): Target {
  const name = chooseName(config, choice.wanted);
  const target: ParsedTarget = config.targets[name]!;
  const common = commonSettings(config, target, name, choice);
  if (target.type === 'duckdb') return { ...common, type: 'duckdb', database: target.database ?? ':memory:' };
  if (target.type !== 'spark') return emrTargetOf(target, common);
  const { master = 'local[*]', conf = {} } = target;
  if (!master.startsWith('local') && parseS3Address(common.lake) !== undefined) throw tooFar(name, master);
  return { ...common, type: 'spark', master, submit: target.submit ?? defaultSubmit(choice.env), conf };
}

function commonSettings(
  config: ParsedConfig,
  target: ParsedTarget,
  name: string,
  choice: Choice,
): LakeTarget {
  const lake = placeOfLake(choice.projectDir, target.lake ?? join(config.targetPath, 'lake'));
  const region = 'region' in target ? target.region : undefined;
  return {
    ...{ name, lake },
    catalog: glueCatalogOf(target.catalog, { name, lake, region, plainCopy: config.releases.plainCopy }),
    s3: toS3Settings(target.s3, choice.projectDir),
    extensions: {
      folder: target.extensions?.folder && resolve(choice.projectDir, target.extensions.folder),
      repository: target.extensions?.repository,
    },
    upload: target.upload ?? 'auto',
    requirePlan: target.requirePlan ?? false,
    threads: checkedThreads(choice.threads) ?? target.threads ?? defaultThreads(),
    memoryLimit: target.memoryLimit,
  };
}

/** What Spark writes goes to S3 by way of this machine's disk, which executors elsewhere do not have. */
function tooFar(name: string, master: string): SparkifyError {
  return new SparkifyError(
    'bad-config',
    `The target ${name} has its lake on S3 and its Spark at ${master}, which writes only to a lake in a folder.`,
    {
      exitCode: 2,
      hint: "Give it master: 'local[*]', or a lake in a folder that all machines of that Spark have.",
    },
  );
}

/** As Spark's own tools find themselves. */
function defaultSubmit({ SPARK_HOME }: NodeJS.ProcessEnv): string {
  return SPARK_HOME ? join(SPARK_HOME, 'bin', 'spark-submit') : 'spark-submit';
}

function placeOfLake(projectDir: string, lake: string): string {
  const place = parseS3Address(lake);
  return place === undefined ? resolve(projectDir, lake) : renderS3Address(place);
}

/** The name of the target that a command runs on unless it is told another; undefined where it has to be told. */
export function defaultTargetOf({ targets, defaultTarget }: ParsedConfig): string | undefined {
  const names = Object.keys(targets);
  return defaultTarget ?? (names.includes('dev') ? 'dev' : names.length === 1 ? names[0] : undefined);
}

function chooseName(config: ParsedConfig, wanted: string | undefined): string {
  const names = Object.keys(config.targets);
  const name = wanted ?? defaultTargetOf(config);
  if (name !== undefined && names.includes(name)) return name;
  const list = `The targets are: ${names.join(', ')}.`;
  if (name !== undefined)
    throw unknownTarget(`There is no target "${name}".`, didYouMean(name, names, list)!);
  throw unknownTarget('No target is chosen.', `Say --target, or set defaultTarget. ${list}`);
}

function unknownTarget(message: string, hint: string): SparkifyError {
  return new SparkifyError('unknown-target', message, { exitCode: 2, hint });
}

/**
 * One query keeps all cores busy, and several at once contend for them: at scale 100 the Sparkify lake took a quarter
 * more CPU time with four at once on two cores than with two.
 */
function defaultThreads(): number {
  return Math.min(4, Math.max(2, availableParallelism()));
}

function checkedThreads(threads: number | undefined): number | undefined {
  if (threads === undefined || (Number.isInteger(threads) && threads >= 1 && threads <= 1024)) return threads;
  throw new SparkifyError('bad-usage', `${threads} is no number of threads.`, {
    exitCode: 2,
    hint: 'Give a whole number from 1 to 1024.',
  });
}
