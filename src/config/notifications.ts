/** When somebody is told: after a run that failed, one that had warnings, or one of which there is nothing to say. */
export type NotifiedOutcome = 'failure' | 'warning' | 'success';

/** Whom to tell how runs end. */
export interface NotificationSettings {
  /** The address that a summary is posted to. It may hold a secret: nothing but its host is ever told. */
  readonly webhook: string;
  readonly on: readonly NotifiedOutcome[];
  /** Only after runs on these targets; undefined after all. */
  readonly targets: readonly string[] | undefined;
}

interface WrittenNotification extends Omit<NotificationSettings, 'webhook' | 'targets'> {
  readonly webhook?: string | undefined;
  readonly targets?: readonly string[] | undefined;
}

/** Without those that name nobody. */
export function toNotifications(written: readonly WrittenNotification[]): readonly NotificationSettings[] {
  return written.flatMap(({ webhook, on, targets }) => (webhook ? [{ webhook, on, targets }] : []));
}
