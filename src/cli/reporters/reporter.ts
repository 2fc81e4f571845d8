import type { EmitRunEvent } from '../../run/run-event.ts';

/** Renders the events of one run. The runner never prints; a reporter never decides. */
export interface Reporter {
  readonly report: EmitRunEvent;
  /** Leaves the terminal as it was found; no event follows. Safe to call twice. */
  close(): void;
}
