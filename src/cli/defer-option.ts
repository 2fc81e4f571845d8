import { resolve } from 'node:path';
import { Option } from 'commander';
import { isS3Address, parseS3Address } from '../config/s3-address.ts';
import { badUsage } from '../diagnostics/bad-usage.ts';
import { parseLakeAddress } from '../release/lake-address.ts';
import type { DeferOptions } from '../run/defer/deferral.ts';
import type { Cli } from './cli.ts';
import type { CommonOptions } from './options.ts';

export interface DeferOption {
  readonly defer?: boolean;
  readonly deferState?: string;
  readonly favorState?: boolean;
  readonly candidate?: string;
}

/** dbt's flags for tables that are not built in the lake of the target. */
export function deferOptions(): readonly Option[] {
  return [
    new Option('--defer', 'read what is neither selected nor built here from the lake that --state names'),
    new Option('--no-defer', 'read it from nowhere else, which is the default').hideHelp(),
    new Option('--defer-state <lake>', 'with --defer: this lake, where --state names something else'),
    new Option('--favor-state', 'with --defer: read what is not selected there even where it is built here'),
    new Option('--no-favor-state', 'only where it is not, which is the default').hideHelp(),
  ];
}

/** The same for a command that compares with nothing. */
export function deferPlaceOptions(): readonly Option[] {
  return [new Option('--state <place>', 'with --defer: the lake to read from'), ...deferOptions()];
}

/**
 * What a command line says of another lake; undefined when it is to be read from nowhere else.
 *
 * @throws SparkifyError `bad-usage` when no lake is named, when one is named for nothing, or with `--candidate`
 */
export function parseDefer(
  { defer, deferState, favorState, candidate, state }: DeferOption & Pick<CommonOptions, 'state'>,
  { cwd }: Pick<Cli, 'cwd'>,
): DeferOptions | undefined {
  if (defer !== true) {
    const idle =
      favorState === true ? '--favor-state' : deferState === undefined ? undefined : '--defer-state';
    if (idle === undefined || defer === false) return undefined;
    throw badUsage(
      `${idle} says how --defer reads, and --defer is not given.`,
      `Add --defer, or leave ${idle} out.`,
    );
  }
  if (candidate !== undefined)
    throw badUsage(
      '--defer and --candidate exclude each other: what is published together is made of one lake.',
      'Leave one of the two out.',
    );
  const lake = deferState ?? state;
  if (lake === undefined)
    throw badUsage(
      '--defer reads tables of another lake, and none is named.',
      'Name it with --state, e.g. --defer --state s3://bucket/lake.',
    );
  return { to: placeOf(lake, cwd), favored: favorState ?? false };
}

/**
 * A folder or a place on S3 that a command line names.
 *
 * @returns the address as it is, or the absolute path
 * @throws SparkifyError `bad-usage` for an address that no bucket can have
 */
export function placeOf(name: string, cwd: string): string {
  if (!isS3Address(name)) return resolve(cwd, name);
  if (parseS3Address(parseLakeAddress(name).lake) !== undefined) return name;
  throw badUsage(`${name} is no place on S3.`, 'Write s3://bucket/prefix.');
}
