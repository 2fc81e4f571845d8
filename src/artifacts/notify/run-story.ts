import type { NotifiedOutcome } from '../../config/notifications.ts';
import type { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { NodeResult, RunEvent, RunTotals } from '../../run/run-event.ts';

/** What of a run's events a notification tells. */
export interface RunStory {
  readonly results: readonly NodeResult[];
  readonly totals: RunTotals | undefined;
  /** Warnings that were raised to errors. */
  readonly raised: number;
  /** Whether what was published is not registered where it should be. */
  readonly unregistered: boolean;
  readonly exposures: readonly string[];
  /** The release that was published. */
  readonly release: string | undefined;
  readonly tables: number;
  /** What failed and stays as the last release has it. */
  readonly kept: readonly string[];
  /** Why nothing was published. */
  readonly notPublished: string | undefined;
  readonly quarantined: number;
  readonly warnings: number;
}

const untold: RunStory = {
  results: [],
  totals: undefined,
  raised: 0,
  unregistered: false,
  exposures: [],
  release: undefined,
  tables: 0,
  kept: [],
  notPublished: undefined,
  quarantined: 0,
  warnings: 0,
};

export function tellStory(events: readonly RunEvent[]): RunStory {
  return events.reduce(goOn, untold);
}

function goOn(story: RunStory, event: RunEvent): RunStory {
  switch (event.type) {
    case 'run-finished': {
      const { results, totals, raised = 0, unregistered = false, exposures = [] } = event;
      return { ...story, results, totals, raised, unregistered, exposures };
    }
    case 'published': {
      const kept = (event.kept ?? []).map(({ name }) => name);
      return { ...story, release: event.release, tables: event.tables.length, kept };
    }
    case 'not-published':
      return { ...story, notPublished: event.reason };
    case 'quarantined':
      return { ...story, quarantined: story.quarantined + event.report.records };
    case 'diagnostic':
      return event.diagnostic.severity === 'warn' ? { ...story, warnings: story.warnings + 1 } : story;
    default:
      return story;
  }
}

export function outcomeOf(story: RunStory, failure: SparkifyError | undefined): NotifiedOutcome {
  const { totals, raised, warnings, quarantined } = story;
  if (failure !== undefined || totals === undefined) return 'failure';
  const bad = totals.error + totals.fail + raised + Number(story.unregistered);
  // What was interrupted is nobody's success.
  if (bad > 0 || story.results.some(({ status }) => status === 'interrupted')) return 'failure';
  return totals.warn + warnings + quarantined > 0 ? 'warning' : 'success';
}
