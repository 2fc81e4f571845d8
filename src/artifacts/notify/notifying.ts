import type { Config } from '../../config/config.ts';
import type { NotificationSettings } from '../../config/notifications.ts';
import { warning } from '../../diagnostics/diagnostic.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { EmitRunEvent, RunEvent } from '../../run/run-event.ts';
import type { RunOptions } from '../../run/run-options.ts';
import { notification } from './notification.ts';
import { postJson } from './post-json.ts';
import { tellStory } from './run-story.ts';

/**
 * Does a run, and tells whoever the project names how it ended. What goes wrong with that is a warning: it never changes how
 * the run ends.
 */
export async function notifying<T>(
  config: Config,
  options: Pick<RunOptions, 'command' | 'emit' | 'candidate'>,
  work: (emit: EmitRunEvent) => Promise<T>,
): Promise<T> {
  const { emit = () => undefined, command, candidate } = options;
  const wanted = config.notifications.filter(
    ({ targets }) => targets === undefined || targets.includes(config.target.name),
  );
  if (wanted.length === 0) return work(emit);
  const startedAt = new Date();
  const events: RunEvent[] = [];
  const notify = async (failure: SparkifyError | undefined) => {
    const told = { startedAt, endedAt: new Date(), story: tellStory(events), failure };
    const note = notification({ config, command, ...told });
    // One task of several that ends well is no end of anything.
    if (candidate === undefined || note.status === 'failure') await send(wanted, note, emit);
  };
  try {
    const result = await work(event => {
      events.push(event);
      emit(event);
    });
    await notify(undefined);
    return result;
  } catch (error) {
    // Anything else is a bug, which its stack tells best.
    if (error instanceof SparkifyError) await notify(error);
    throw error;
  }
}

async function send(
  wanted: readonly NotificationSettings[],
  told: ReturnType<typeof notification>,
  emit: EmitRunEvent,
): Promise<void> {
  const asked = wanted.filter(({ on }) => on.includes(told.status));
  const sent = asked.map(async ({ webhook }) => ({ webhook, problem: await postJson(webhook, told) }));
  for (const { webhook, problem } of await Promise.all(sent)) {
    if (problem === undefined) continue;
    const message = `The notification to ${new URL(webhook).host} was not sent: ${problem}.`;
    const hint =
      'The run itself is not concerned. See whether the webhook of `notifications` is still right.';
    emit({ type: 'diagnostic', diagnostic: warning('notification-failed', message, { hint }) });
  }
}
