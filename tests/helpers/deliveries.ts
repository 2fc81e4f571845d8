import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Random } from '../../scripts/generate/random.ts';

type LogRecord = Readonly<Record<string, string | number | null>>;

interface Song {
  readonly id: string;
  readonly title: string;
  readonly artist: string;
  readonly duration: number;
}

const songs: readonly Song[] = [...'ABCDEFGH'].map((letter, index) => ({
  id: `SO${letter}`,
  title: `Song ${letter}`,
  artist: `Artist ${letter}`,
  duration: 100.25 + index,
}));

const startOfMonth = Date.UTC(2018, 10, 1);
const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * A streaming service that delivers its log day by day, as such services do: some records come late, in a file of an earlier
 * day, some twice, in two files; files are corrected, and files vanish; songs are told of long after they were played. The
 * same seed gives the same month.
 */
export class Deliveries {
  readonly #folder: string;
  readonly #random: Random;
  /** Records by file, below log_data. */
  readonly #files = new Map<string, readonly LogRecord[]>();
  #session = 0;
  #day = 0;

  /** @param folder becomes a `source_root` */
  constructor(folder: string, seed: number) {
    this.#folder = folder;
    this.#random = new Random(seed);
    this.#tellSong(songs[0]!);
  }

  /** Delivers the next day, and says what else happened on it. */
  next(): readonly string[] {
    const random = this.#random;
    const day = this.#day++;
    const happened: string[] = [];
    const known = [...this.#files.keys()];
    const twice = known.length > 0 && random.chance(0.4) ? this.#some(random.pick(known)) : [];
    if (twice.length > 0) happened.push('duplicated');
    this.#write(fileOf(day), [...this.#records(day), ...twice]);
    if (day > 2 && random.chance(0.3)) {
      const late = day - 1 - random.below(3);
      this.#write(fileOf(late).replace('events', `late-${day}`), this.#records(late));
      happened.push('late');
    }
    if (day > 1 && random.chance(0.3)) happened.push(this.#correct(random.pick(known)));
    if (day > 3 && random.chance(0.2)) happened.push(this.#remove(random.pick(known)));
    if (random.chance(0.25)) happened.push(this.#tellSong(random.pick(songs)));
    return happened;
  }

  #records(day: number): readonly LogRecord[] {
    const random = this.#random;
    const session = ++this.#session;
    const user = 1 + random.below(4);
    return Array.from({ length: 3 + random.below(4) }, (_, item): LogRecord => {
      const isPlay = random.chance(0.8);
      const song = random.pick(songs);
      return {
        ...{
          artist: isPlay ? song.artist : null,
          auth: 'Logged In',
          firstName: `First ${user}`,
          gender: 'F',
        },
        ...{ itemInSession: item, lastName: `Last ${user}`, length: isPlay ? song.duration : null },
        ...{ level: random.pick(['free', 'paid']), location: 'Here, There', method: 'PUT' },
        ...{ page: isPlay ? 'NextSong' : 'Home', registration: 1.5e12, sessionId: session },
        ...{ song: isPlay ? song.title : null, status: 200, userAgent: 'Browser', userId: String(user) },
        // Days overlap: what a file holds is what was delivered, not what happened on that day.
        ts: startOfMonth + day * dayMilliseconds + random.below(30 * 60) * 60_000,
      };
    });
  }

  #some(file: string): readonly LogRecord[] {
    return this.#files.get(file)!.filter(() => this.#random.chance(0.5));
  }

  /** One record was wrong, or a file held too much: the latest level of a user may change by it. */
  #correct(file: string): string {
    const level = this.#random.pick(['free', 'paid']);
    const records = this.#files.get(file)!;
    const [first, ...others] = records;
    this.#write(
      file,
      first === undefined || this.#random.chance(0.4) ? others : [{ ...first, level }, ...others],
    );
    return 'corrected';
  }

  #remove(file: string): string {
    this.#files.delete(file);
    rmSync(join(this.#folder, 'log_data', file));
    return 'deleted';
  }

  #tellSong({ id, title, artist, duration }: Song): string {
    const song = { num_songs: 1, artist_id: `AR${id}`, artist_name: artist, artist_location: '' };
    const place = { artist_latitude: null, artist_longitude: null };
    this.#put(`song_data/A/B/C/${id}.json`, [{ ...song, ...place, song_id: id, title, duration, year: 0 }]);
    return 'song';
  }

  #write(file: string, records: readonly LogRecord[]): void {
    this.#files.set(file, records);
    this.#put(`log_data/${file}`, records);
  }

  #put(path: string, records: readonly object[]): void {
    const whole = join(this.#folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, records.map(record => `${JSON.stringify(record)}\n`).join(''));
  }
}

function fileOf(day: number): string {
  return `2018/11/${new Date(startOfMonth + day * dayMilliseconds).toISOString().slice(0, 10)}-events.json`;
}
