import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { didYouMean } from '../diagnostics/closest.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { ParsedConfig, ParsedTarget } from './config-schema.ts';
import { parseS3Address, renderS3Address } from './s3-address.ts';
import { toS3Settings } from './s3-settings.ts';
import type { Target } from './target.ts';

interface Choice {
  readonly projectDir: string;
  /** From `--target`, else from SPARKIFY_TARGET. */
  readonly wanted: string | undefined;
  /** From `--threads`. */
  readonly threads: number | undefined;
}

/**
 * The target that a command runs on, its defaults filled in and its lake absolute.
 *
 * @throws SparkifyError `unknown-target`, or `bad-usage` for a number of threads that is none.
 */
export function chooseTarget(config: ParsedConfig, choice: Choice): Target {
  const name = chooseName(config, choice.wanted);
  const target: ParsedTarget = config.targets[name]!;
  return {
    type: target.type,
    name,
    database: target.database ?? ':memory:',
    lake: placeOfLake(choice.projectDir, target.lake ?? join(config.targetPath, 'lake')),
    s3: toS3Settings(target.s3, choice.projectDir),
    extensions: {
      folder: target.extensions?.folder && resolve(choice.projectDir, target.extensions.folder),
      repository: target.extensions?.repository,
    },
    upload: target.upload ?? 'auto',
    threads: checkedThreads(choice.threads) ?? target.threads ?? defaultThreads(),
    memoryLimit: target.memoryLimit,
  };
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
