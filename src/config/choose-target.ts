import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { didYouMean } from '../diagnostics/closest.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { ParsedConfig, ParsedTarget } from './config-schema.ts';
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
 * @throws SparkifyError `unknown-target`, `bad-config` for a lake on S3 that Spark is to write, or `bad-usage` for a number of threads that is none.
 */
export function chooseTarget(config: ParsedConfig, choice: Choice): Target {
  const name = chooseName(config, choice.wanted);
  const target: ParsedTarget = config.targets[name]!;
  const common = commonSettings(config, target, name, choice);
  if (target.type === 'duckdb') return { ...common, type: 'duckdb', database: target.database ?? ':memory:' };
  if (parseS3Address(common.lake) !== undefined) throw noLakeThere(name);
  const { master = 'local[*]', conf = {} } = target;
  return { ...common, type: 'spark', master, submit: target.submit ?? defaultSubmit(choice.env), conf };
}

function noLakeThere(name: string): SparkifyError {
  return new SparkifyError(
    'bad-config',
    `The target ${name} has its lake on S3, where Spark does not write yet.`,
    {
      exitCode: 2,
      hint: 'Give it a folder on this machine, or choose a target on DuckDB.',
    },
  );
}

function commonSettings(
  config: ParsedConfig,
  target: ParsedTarget,
  name: string,
  choice: Choice,
): LakeTarget {
  return {
    name,
    lake: placeOfLake(choice.projectDir, target.lake ?? join(config.targetPath, 'lake')),
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

/** As Spark's own tools find themselves. */
function defaultSubmit({ SPARK_HOME }: NodeJS.ProcessEnv): string {
  return SPARK_HOME ? join(SPARK_HOME, 'bin', 'spark-submit') : 'spark-submit';
}

function placeOfLake(projectDir: string, lake: string): string {
  const place = parseS3Address(lake);
  return place === undefined ? resolve(projectDir, lake) : renderS3Address(place);
}

function chooseName(config: ParsedConfig, wanted: string | undefined): string {
  const names = Object.keys(config.targets);
  const fallback = names.includes('dev') ? 'dev' : names.length === 1 ? names[0] : undefined;
  const name = wanted ?? config.defaultTarget ?? fallback;
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
