import { createListener, type Listener, settle } from './listener.ts';
import { ListenerQueue } from './listener-queue.ts';
import { nextPage } from './next-page.ts';
import type { Page } from './page.ts';
import { songAt, type Track, unknownTrackAt } from './song.ts';

export interface SimulateOptions {
  readonly seed: number;
  readonly users: number;
  /** How many song files there are to play from. */
  readonly songs: number;
  /** Milliseconds since the epoch: from `start`, before `end`. */
  readonly start: number;
  readonly end: number;
}

/** A line of the log, before the user's own data are filled in. */
export interface LogEvent {
  readonly ts: number;
  readonly page: Page;
  /** Number of the user, who may be logged out at the time. */
  readonly user: number;
  readonly renames: number;
  readonly loggedIn: boolean;
  readonly paid: boolean;
  readonly sessionId: number;
  readonly itemInSession: number;
  /** Of a NextSong only. */
  readonly track: Track | undefined;
}

/**
 * Plays the days through, in the manner of eventsim: every user wanders from page to page, a song takes as long as it
 * lasts, and whoever is due next acts next. Events come in order of time; memory holds the users and nothing else.
 */
export function* simulate(options: SimulateOptions): Generator<LogEvent> {
  const { seed, users, songs, start, end } = options;
  const listeners = Array.from({ length: users }, (_, index) => createListener(seed, index, start));
  const queue = new ListenerQueue(listeners);
  let sessions = 0;
  for (let listener = queue.first; listener.nextTs < end; listener = queue.first) {
    if (listener.idle) beginSession(listener, ++sessions);
    const track = listener.nextPage === 'NextSong' ? chooseTrack(listener, seed, songs) : undefined;
    const event = eventOf(listener, track);
    yield event;
    apply(event.page, listener);
    advance(listener, event, listeners[(listener.index + 1) % users]!);
    queue.settleFirst();
  }
}

function beginSession(listener: Listener, sessionId: number): void {
  const { random, together } = listener;
  listener.idle = false;
  listener.sessionId = sessionId;
  listener.itemInSession = 0;
  listener.loggedIn = together || random.chance(0.88);
  listener.nextPage = together || (listener.loggedIn && random.chance(0.6)) ? 'NextSong' : 'Home';
  listener.together = false;
}

function eventOf(listener: Listener, track: Track | undefined): LogEvent {
  return {
    ts: listener.nextTs,
    page: listener.nextPage,
    user: listener.index,
    renames: listener.renames,
    loggedIn: listener.loggedIn,
    paid: listener.paid,
    sessionId: listener.sessionId,
    itemInSession: listener.itemInSession,
    track,
  };
}

/** What a visit to a page changes about the user from the next event on. */
function apply(page: Page, listener: Listener): void {
  if (page === 'Login') listener.loggedIn = true;
  if (page === 'Logout') listener.loggedIn = false;
  if (page === 'Submit Upgrade') listener.paid = true;
  if (page === 'Submit Downgrade') listener.paid = false;
  if (page === 'Save Settings' && (listener.restless || listener.random.chance(0.5))) listener.renames++;
}

function advance(listener: Listener, event: LogEvent, friend: Listener): void {
  const { random } = listener;
  const page = nextPage(event.page, listener);
  if (page !== undefined) {
    listener.nextPage = page;
    listener.itemInSession++;
    listener.nextTs += stay(listener, event.track);
    return;
  }
  listener.idle = true;
  const now = listener.nextTs;
  const isAppointment = friend !== listener && friend.idle && friend.nextTs > now && random.chance(0.08);
  listener.together = isAppointment;
  if (isAppointment) friend.together = true;
  listener.nextTs = isAppointment
    ? friend.nextTs
    : settle(now + 600_000 + random.wait(listener.pause), random);
}

/** Milliseconds on a page: a song's length, now and then nothing at all when it is skipped at once. */
function stay({ random }: Listener, track: Track | undefined): number {
  if (track === undefined) return 1000 * (1 + random.below(90));
  return random.chance(0.004) ? 0 : 1000 * Math.floor(track.length);
}

/** One play in five is of a song in the files, exactly; one in thirty nearly, in another length. */
function chooseTrack({ random }: Listener, seed: number, songs: number): Track {
  const dice = random.unit();
  // Squared, so that few songs are played often and many seldom.
  const popularity = random.unit() ** 2;
  if (dice >= 0.2 + 1 / 30) return unknownTrackAt(seed, Math.floor(popularity * 60 * songs));
  const song = songAt(seed, Math.floor(popularity * songs));
  const length = dice < 0.2 ? song.duration : song.duration + 1;
  return { title: song.title, artist: song.artist_name, length };
}
