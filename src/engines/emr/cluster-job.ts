import type { Target } from '../../config/target.ts';

export type EmrTarget = Extract<Target, { readonly type: 'emr' | 'emr-serverless' }>;

/** A job that a service of AWS runs, and what was started for it. */
export interface ClusterJob {
  /** By which it is found again, from another machine as well: see `findClusterJobs`. */
  readonly id: string;
  state(): Promise<ClusterState>;
  /** Ends it, and what was started for it. Waits until nothing of it runs any more. */
  end(): Promise<void>;
  /** Address of the log of Spark's driver, compressed; undefined where it has none. */
  readonly log: string | undefined;
}

export interface ClusterState {
  readonly phase: 'waiting' | 'running' | 'ended';
  /** As AWS calls it, and why, for a person to read. */
  readonly text: string;
}

/** How a cluster or application is that has got nothing to do. */
export const noWork: ClusterState = { phase: 'ended', text: 'no job was started there' };

/** What a service has to run. */
export interface Bundle {
  /** Address of the program. */
  readonly script: string;
  /** What the program is told: the address of its folder, without a slash at its end, and after how many minutes it ends. */
  readonly args: readonly [folder: string, minutes: string];
  readonly conf: Readonly<Record<string, string>>;
  readonly project: string;
  /** Id of the unfinished release that it works for, by which what was asked for is found though nobody heard the answer. */
  readonly build: string;
}

/** Called with what was started, so that it is found again whatever becomes of this process. */
export type Tell = (message: string) => void;

export interface StartOptions<T extends EmrTarget> {
  readonly target: T;
  readonly bundle: Bundle;
  readonly tell: Tell;
  /** Told of what has to be ended should the start fail after all. */
  readonly begun: (job: ClusterJob) => void;
  readonly signal: AbortSignal;
}

/** The tag that names the unfinished release that something was started for. */
export const buildTag = 'sparkify:build';

/** By these `sparkify clusters`, and `sparkify retry`, find what a build started. */
export function tagsOf(
  target: EmrTarget,
  { project, build }: { readonly project: string; readonly build?: string | undefined },
): Readonly<Record<string, string>> {
  const own = { 'sparkify:project': project, 'sparkify:target': target.name };
  return { ...target.tags, ...own, ...(build !== undefined && { [buildTag]: build }) };
}

/** What is created for a build is called so. */
export function nameOf(target: EmrTarget, project: string): string {
  return `sparkify-${project}-${target.name}`.replaceAll(/[^\w.-]/g, '-').slice(0, 64);
}
