import type { RunEvent } from '../../run/run-event.ts';

/** One member of the union, by its type. */
export type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;
