import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { type GenerateOptions, generateData } from '../../../scripts/generate/generate-data.ts';
import type { Song } from '../../../scripts/generate/song.ts';

interface EventRecord {
  readonly artist: string | null;
  readonly auth: 'Logged In' | 'Logged Out';
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly itemInSession: number;
  readonly length: number | null;
  readonly level: 'free' | 'paid';
  readonly page: string;
  readonly sessionId: number;
  readonly song: string | null;
  readonly ts: number;
  readonly userId: string;
}

const folders: string[] = [];
test.after.always(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const sample = 'data/sample';
const scaleOne = generate({ scale: 1 });
const events = readEvents(scaleOne);
const songs = readSongs(scaleOne);
const plays = events.filter(event => event.page === 'NextSong');

test('the committed sample is what the generator writes at scale 0.1', t => {
  const again = readTree(generate({ scale: 0.1 }));
  const committed = readTree(sample);
  t.deepEqual([...again.keys()], [...committed.keys()]);
  for (const [path, bytes] of again) t.true(bytes.equals(committed.get(path)!), path);
});

test('the sample is small: under 60 files and 500 kB', t => {
  const files = [...readTree(sample).values()];
  t.true(files.length < 60);
  t.true(files.reduce((sum, bytes) => sum + bytes.length, 0) < 500_000);
});

test('another seed gives other data', t => {
  const [one, two] = [readTree(generate({ scale: 0.1 })), readTree(generate({ scale: 0.1, seed: 2 }))];
  t.notDeepEqual([...one.keys()], [...two.keys()]);
});

test('scale 1 is about the size of the public data: 8,056 events in 30 files', t => {
  t.true(events.length > 6_500 && events.length < 9_500, String(events.length));
  t.is(readdirSync(join(scaleOne, 'log_data/2018/11')).length, 30);
  t.is(songs.length, 149);
});

test('a log file holds one day, in order of time', t => {
  for (const { path, records } of readLogFiles(scaleOne)) {
    const day = path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('-events'));
    t.true(records.every(record => new Date(record.ts).toISOString().startsWith(day)));
    t.deepEqual(
      records.map(record => record.ts),
      records.map(record => record.ts).sort((a, b) => a - b),
    );
  }
});

test('most events are plays, and some are of people who are logged out', t => {
  const share = (part: readonly unknown[]) => part.length / events.length;
  const loggedOut = events.filter(event => event.auth === 'Logged Out');
  t.true(share(plays) > 0.75 && share(plays) < 0.92, String(share(plays)));
  t.true(share(loggedOut) > 0.015 && share(loggedOut) < 0.07, String(share(loggedOut)));
  t.true(loggedOut.every(event => event.userId === '' && event.firstName === null));
});

test('a session counts its items from 0 without gaps and belongs to one user', t => {
  for (const session of Map.groupBy(events, event => event.sessionId).values()) {
    t.deepEqual(
      session.map(event => event.itemInSession),
      session.map((_, index) => index),
    );
    t.true(new Set(session.map(event => event.userId).filter(id => id !== '')).size <= 1);
  }
});

test('the next event of a session comes when the song is over, or at once', t => {
  for (const session of Map.groupBy(events, event => event.sessionId).values()) {
    for (const [index, event] of session.slice(0, -1).entries()) {
      const step = (session[index + 1]!.ts - event.ts) / 1000;
      if (event.length !== null) t.true(step === 0 || step === Math.floor(event.length));
    }
  }
});

test('the level changes only after Submit Upgrade and Submit Downgrade', t => {
  let changes = 0;
  for (const history of Map.groupBy(loggedIn(events), event => event.userId).values()) {
    for (const [index, event] of history.slice(1).entries()) {
      if (event.level === history[index]!.level) continue;
      changes++;
      t.is(history[index]!.page, event.level === 'paid' ? 'Submit Upgrade' : 'Submit Downgrade');
    }
  }
  t.true(changes > 0);
});

for (const [name, folder] of [
  ['scale 1', scaleOne],
  ['the sample', sample],
] as const) {
  test(`${name} holds the cases that are hard to get right`, t => {
    const all = readEvents(folder);
    const played = all.filter(event => event.page === 'NextSong');
    const records = readSongs(folder);
    const keyOf = (song: Song) => JSON.stringify([song.title, song.artist_name, song.duration]);
    const known = new Set(records.map(keyOf));
    const matching = played.filter(play => known.has(JSON.stringify([play.song, play.artist, play.length])));
    const titles = new Set(records.map(song => song.title));
    const ofUser = [...Map.groupBy(loggedIn(all), event => event.userId).values()];
    const atOnce = [...Map.groupBy(played, play => play.ts).values()].filter(group => group.length > 1);

    t.true(matching.length > 0.1 * played.length && matching.length < 0.4 * played.length, 'plays match');
    t.true(
      played.some(play => titles.has(play.song!) && !matching.includes(play)),
      'near misses',
    );
    t.true(new Set(records.map(keyOf)).size < new Set(records.map(song => song.song_id)).size, 're-releases');
    t.true(new Set(records.map(song => song.song_id)).size < records.length, 'a song in two files');
    t.true([...Map.groupBy(records, song => song.artist_id).values()].some(hasSeveralLocations), 'spellings');
    t.true(records.some(song => song.year === 0) && records.some(song => song.year > 0), 'year 0');
    t.true(
      records.some(song => song.artist_location === '' && song.artist_latitude === null),
      'no place',
    );
    t.true(
      ofUser.some(history => new Set(history.map(event => event.lastName)).size > 1),
      'new name',
    );
    t.true(
      ofUser.some(history => new Set(history.map(event => event.level)).size > 1),
      'new level',
    );
    t.true(
      atOnce.some(group => new Set(group.map(play => play.userId)).size > 1),
      'two users at once',
    );
    t.true(
      atOnce.some(group => new Set(group.map(play => play.userId)).size === 1),
      'one user twice at once',
    );
    t.true(
      all.some(event => /\P{ASCII}/u.test(event.firstName ?? '')),
      'letters beyond ASCII',
    );
  });

  test(`${name} is laid out in the ways that real files are`, t => {
    const logs = [...readTree(join(folder, 'log_data')).values()].map(String);
    const files = [...readTree(join(folder, 'song_data')).values()].map(String);
    t.true(logs.some(text => !text.endsWith('\n')) && logs.some(text => text.endsWith('\n')));
    t.true(logs.some(text => text.includes('\r\n')) && logs.some(text => /\n\r?\n/.test(text)));
    t.true(logs.some(text => /"registration":1\.\d+E12,/.test(text)));
    t.true(logs.some(text => /"registration":\d{13}\.0,/.test(text)));
    t.true(files.some(text => text.startsWith('{\n')) && files.some(text => !text.includes('\n')));
  });
}

test('a folder that holds data already is refused', t => {
  t.throws(() => generateData({ scale: 0.1, out: scaleOne, seed: 1, days: 30 }), {
    message: /already exists/,
  });
});

test('days sets the length of the log', t => {
  t.is(readdirSync(join(generate({ scale: 1, days: 3 }), 'log_data/2018/11')).length, 3);
});

function generate(options: Pick<GenerateOptions, 'scale'> & Partial<GenerateOptions>): string {
  const out = mkdtempSync(join(tmpdir(), 'sparkify-generate-'));
  folders.push(out);
  generateData({ out, seed: 1, days: 30, ...options });
  return out;
}

/** Every file below a folder by its path, sorted. */
function readTree(folder: string): Map<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const paths = files.map(entry => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map(path => [path.slice(folder.length), readFileSync(path)]));
}

function readLogFiles(folder: string): { path: string; records: EventRecord[] }[] {
  return [...readTree(join(folder, 'log_data'))].map(([path, bytes]) => ({
    path,
    records: String(bytes)
      .split('\n')
      .filter(line => line.trim() !== '')
      .map(line => JSON.parse(line) as EventRecord),
  }));
}

function readEvents(folder: string): EventRecord[] {
  return readLogFiles(folder).flatMap(file => file.records);
}

function readSongs(folder: string): Song[] {
  return [...readTree(join(folder, 'song_data')).values()].map(bytes => JSON.parse(String(bytes)) as Song);
}

function loggedIn(records: readonly EventRecord[]): EventRecord[] {
  return records.filter(record => record.auth === 'Logged In');
}

function hasSeveralLocations(records: readonly Song[]): boolean {
  return new Set(records.map(song => song.artist_location)).size > 1;
}
