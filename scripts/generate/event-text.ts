import { asciiJsonWithSlashes } from './json-text.ts';
import { pages } from './page.ts';
import type { LogEvent } from './simulate.ts';
import { type User, userAt } from './user.ts';

/** The line of the log for an event, without a line end. Keys stand in the order of the alphabet. */
export function eventText(event: LogEvent, seed: number): string {
  const { track, ts, sessionId, itemInSession, page } = event;
  const user = event.loggedIn ? userAt(seed, event.user, event.renames) : undefined;
  const { method, status } = pages[page];
  return (
    `{"artist":${text(track?.artist)},"auth":"Logged ${user ? 'In' : 'Out'}"` +
    `,"firstName":${raw(user?.firstName)},"gender":${raw(user?.gender)},"itemInSession":${itemInSession}` +
    `,"lastName":${raw(user?.lastName)},"length":${track?.length ?? 'null'},"level":"${event.paid ? 'paid' : 'free'}"` +
    `,"location":${text(user?.location)},"method":"${method}","page":"${page}"` +
    `,"registration":${registration(user)},"sessionId":${sessionId},"song":${text(track?.title)}` +
    `,"status":${status},"ts":${ts},"userAgent":${text(user?.userAgent)},"userId":"${user?.id ?? ''}"}`
  );
}

function text(value: string | undefined): string {
  return value === undefined ? 'null' : asciiJsonWithSlashes(value);
}

/** People's names keep their letters, so that a file holds both ways of writing them. */
function raw(value: string | undefined): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

/** A float in exponent form for most, as `1.540919166E12`; in decimals for every fourth user. */
function registration(user: User | undefined): string {
  if (user === undefined) return 'null';
  if (user.id % 4 === 0) return `${user.registration}.0`;
  const digits = String(user.registration);
  return `${digits[0]}.${digits.slice(1)}E${digits.length - 1}`;
}
