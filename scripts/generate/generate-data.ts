import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventText } from './event-text.ts';
import { LogFiles } from './log-files.ts';
import { simulate } from './simulate.ts';
import { writeSongFiles } from './song-files.ts';

export interface GenerateOptions {
  /** 1 is about the size of the public data set: 8,000 events. */
  readonly scale: number;
  /** A folder that holds neither `log_data` nor `song_data` yet. */
  readonly out: string;
  /** The same seed gives the same bytes. */
  readonly seed: number;
  readonly days: number;
}

export interface GenerateResult {
  readonly events: number;
  readonly plays: number;
  readonly logFiles: number;
  readonly songFiles: number;
}

const START = Date.UTC(2018, 10, 1);
const DAY = 86_400_000;
const USERS_PER_SCALE = 97;
const SONG_FILES_PER_SCALE = 149;

/**
 * Writes a synthetic data set of the shape of Sparkify's: logs of a streaming service and the songs that it plays.
 *
 * @throws When the folder already holds data, or cannot be written.
 * @example generateData({ scale: 0.1, out: 'data/sample', seed: 1, days: 30 })
 */
export function generateData({ scale, out, seed, days }: GenerateOptions): GenerateResult {
  const [logFolder, songFolder] = [join(out, 'log_data'), join(out, 'song_data')];
  for (const folder of [logFolder, songFolder]) {
    if (existsSync(folder)) throw new Error(`${folder} already exists; remove it or name another folder`);
    mkdirSync(folder, { recursive: true });
  }
  const songs = Math.max(1, Math.round(scale * SONG_FILES_PER_SCALE));
  const users = Math.max(1, Math.round(scale * USERS_PER_SCALE));
  writeSongFiles(songFolder, seed, songs);
  const files = new LogFiles(logFolder, START);
  let [events, plays] = [0, 0];
  for (const event of simulate({ seed, users, songs, start: START, end: START + days * DAY })) {
    files.write(event.ts, eventText(event, seed));
    events++;
    if (event.track !== undefined) plays++;
  }
  files.close();
  return { events, plays, logFiles: files.count, songFiles: songs };
}
