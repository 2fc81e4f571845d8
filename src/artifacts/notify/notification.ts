import type { Config } from '../../config/config.ts';
import type { NotifiedOutcome } from '../../config/notifications.ts';
import type { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { NodeResult } from '../../run/run-event.ts';
import { withoutSecrets } from '../hide-secrets.ts';
import { outcomeOf, type RunStory } from './run-story.ts';

export interface NotificationInput {
  readonly config: Pick<Config, 'name' | 'target' | 'env'>;
  readonly command: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly story: RunStory;
  /** Why the run could not go on; undefined when it came to its end. */
  readonly failure: SparkifyError | undefined;
}

/** What is sent, as JSON. `text` is what chat services show. */
export interface Notification {
  readonly version: 1;
  readonly text: string;
  readonly status: NotifiedOutcome;
  readonly project: string;
  readonly target: string;
  readonly command: string;
  readonly started_at: string;
  readonly seconds: number;
  /** The release that was published; null when none was. */
  readonly release: string | null;
  readonly tables: number;
  /** What failed and stays as the release before has it, though others were published. */
  readonly kept_previous: readonly string[];
  readonly not_published: string | null;
  readonly totals: Readonly<Record<string, number>> | null;
  readonly failed: readonly NotedNode[];
  readonly warned: readonly NotedNode[];
  /** Dashboards and the like that read what failed. */
  readonly exposures: readonly string[];
  /** Records that the run went on without. */
  readonly quarantined: number;
  readonly slowest: readonly { readonly name: string; readonly seconds: number }[];
  /** Why the run could not go on; null when it came to its end. */
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
}

export interface NotedNode {
  readonly unique_id: string;
  readonly name: string;
  readonly resource_type: string;
  readonly status: string;
  readonly message: string | null;
  readonly file: string;
  readonly line: number | null;
  readonly seconds: number;
}

/** Chat services cut long texts, and nobody reads them there. */
const [namedInText, slowestNodes, longestMessage] = [5, 5, 500];

/** Tells of a run in plain data, without the values of secret variables. */
export function notification(input: NotificationInput): Notification {
  const { config, command, startedAt, endedAt, story, failure } = input;
  const { results, totals } = story;
  const of = (...statuses: readonly NodeResult['status'][]) =>
    results.filter(({ status }) => statuses.includes(status)).map(notedNode);
  const status = outcomeOf(story, failure);
  const failed = of('error', 'fail', 'partial success');
  const told = {
    version: 1,
    status,
    project: config.name,
    target: config.target.name,
    command,
    started_at: startedAt.toISOString(),
    seconds: (endedAt.getTime() - startedAt.getTime()) / 1000,
    release: story.release ?? null,
    tables: story.tables,
    kept_previous: story.kept,
    not_published: story.release === undefined ? (story.notPublished ?? null) : null,
    totals: totals === undefined ? null : { ...totals },
    failed,
    warned: of('warn'),
    exposures: story.exposures,
    quarantined: story.quarantined,
    slowest: slowestOf(results),
    error:
      failure === undefined
        ? null
        : { code: failure.code, message: cut(failure.message), hint: failure.hint ?? null },
  } as const;
  return withoutSecrets({ ...told, text: textOf(told) }, config.env);
}

function notedNode({ node, status, message, diagnostic, executionTime, failures }: NodeResult): NotedNode {
  const place = diagnostic?.at ?? node.at;
  const found = failures === undefined || failures === 0 ? undefined : `${failures} failing rows`;
  return {
    ...{ unique_id: node.uniqueId, name: node.name, resource_type: node.resourceType, status },
    message: cut(message ?? found ?? '') || null,
    file: place?.file ?? node.file,
    line: place?.line ?? null,
    seconds: executionTime,
  };
}

function slowestOf(results: readonly NodeResult[]): Notification['slowest'] {
  return results
    .filter(({ executionTime }) => executionTime > 0)
    .toSorted((one, other) => other.executionTime - one.executionTime)
    .slice(0, slowestNodes)
    .map(({ node, executionTime }) => ({ name: node.name, seconds: executionTime }));
}

/** `build of shop on prod failed after 12 s: users (ERROR: …); nothing was published. Reaches: board` */
function textOf(told: Omit<Notification, 'text'>): string {
  const seconds = `${told.seconds < 10 ? told.seconds.toFixed(1) : Math.round(told.seconds)} s`;
  const verb = { success: 'succeeded', warning: 'succeeded with warnings', failure: 'failed' }[told.status];
  const head = `${told.command} of ${told.project} on ${told.target} ${verb} after ${seconds}`;
  const problems = [...told.failed, ...(told.status === 'failure' ? [] : told.warned)];
  const named = problems
    .slice(0, namedInText)
    .map(({ name, message }) => `\n• ${name}${message === null ? '' : `: ${firstLine(message)}`}`);
  const more = problems.length > namedInText ? `\n• and ${problems.length - namedInText} more` : '';
  const error = told.error === null ? '' : `\n${firstLine(told.error.message)}`;
  const reached =
    told.exposures.length === 0 ? '' : `\nExposures that read what failed: ${told.exposures.join(', ')}`;
  return `${head}. ${publishedText(told)}${error}${named.join('')}${more}${reached}`;
}

function publishedText({
  release,
  tables,
  quarantined,
  kept_previous: kept,
}: Omit<Notification, 'text'>): string {
  const bad = quarantined === 0 ? '' : ` ${quarantined} bad records were left out.`;
  if (release === null) return `Nothing was published.${bad}`;
  const stays = kept.length === 0 ? '' : ` Kept as before: ${kept.join(', ')}.`;
  return `Published release ${release} with ${tables} ${tables === 1 ? 'table' : 'tables'}.${stays}${bad}`;
}

function firstLine(text: string): string {
  return text.split('\n')[0]!;
}

function cut(text: string): string {
  return text.length > longestMessage ? `${text.slice(0, longestMessage - 1)}…` : text;
}
