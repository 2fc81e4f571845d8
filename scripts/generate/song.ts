import { hexDigits, sevenLetters } from './identifier.ts';
import { type Random, randomOf } from './random.ts';
import { adjectives, artistForms, nouns, states, titleEndings, towns } from './words.ts';

/** A record of a song file, its keys in the order of the file. */
export interface Song {
  readonly num_songs: 1;
  readonly artist_id: string;
  readonly artist_latitude: number | null;
  readonly artist_longitude: number | null;
  readonly artist_location: string;
  readonly artist_name: string;
  readonly song_id: string;
  readonly title: string;
  readonly duration: number;
  /** 0 when unknown. */
  readonly year: number;
}

/** What a play needs to know of a song. */
export interface Track {
  readonly title: string;
  readonly artist: string;
  /** Seconds, with at most five decimals. */
  readonly length: number;
}

/**
 * Song file number `index`. Two in twenty-four share the artist of the one before, one in forty-eight is the same
 * recording under another id, and one in fifty is the same song delivered again with other words for its place.
 */
export function songAt(seed: number, index: number): Song {
  const recording = isRerelease(index) ? index - 1 : index;
  const identity = isRedelivery(index) ? index - 1 : index;
  const artist = artistAt(seed, artistOf(identity));
  return {
    num_songs: 1,
    artist_id: artist.id,
    ...placeAt(seed, index, artist),
    artist_name: artist.name,
    song_id: `SO${sevenLetters(identity)}12A${hexDigits(randomOf(seed, 'song', identity).below(2 ** 24), 6)}`,
    ...recordingAt(seed, isRedelivery(index) ? identity : recording),
    year: yearAt(seed, identity),
  };
}

/** A track that no song file holds. */
export function unknownTrackAt(seed: number, index: number): Track {
  const random = randomOf(seed, 'unknown', index);
  return { title: drawTitle(random), artist: drawArtistName(random), length: drawLength(random) };
}

const isRerelease = (index: number): boolean => index % 48 === 5;
const isRedelivery = (index: number): boolean => index % 50 === 9;

/** The number of the song whose artist a song shares; its own for most. */
function artistOf(index: number): number {
  const inGroup = index % 24;
  return inGroup === 4 || inGroup === 5 ? index - inGroup + 3 : index;
}

/** A song that shares an artist mostly shares the year too. */
function yearAt(seed: number, index: number): number {
  const random = randomOf(seed, 'year', index);
  const own = random.chance(0.6) ? 0 : 1961 + random.below(50);
  const first = artistOf(index);
  return first === index || random.chance(0.25) ? own : yearAt(seed, first);
}

interface Artist {
  readonly id: string;
  readonly name: string;
  readonly town: string;
  readonly state: (typeof states)[number];
}

function artistAt(seed: number, index: number): Artist {
  const random = randomOf(seed, 'artist', index);
  const id = `AR${sevenLetters(index)}1187${hexDigits(random.below(2 ** 20), 5)}`;
  return { id, name: drawArtistName(random), town: random.pick(towns), state: random.pick(states) };
}

/** Where the artist is from, as this one file puts it. */
function placeAt(
  seed: number,
  index: number,
  artist: Artist,
): Pick<Song, 'artist_latitude' | 'artist_longitude' | 'artist_location'> {
  const random = randomOf(seed, 'place', index);
  const { town, state } = artist;
  const spellings = [
    `${town}, ${state.code}`,
    `${town}, ${state.name}`,
    `${town} ${state.code}.`,
    state.name,
  ];
  const known = random.chance(0.44);
  return {
    artist_latitude: known ? rounded(25 + random.unit() * 24) : null,
    artist_longitude: known ? rounded(-123 + random.unit() * 50) : null,
    artist_location: random.chance(0.4) ? '' : random.pick(spellings),
  };
}

function recordingAt(seed: number, index: number): Pick<Song, 'title' | 'duration'> {
  const random = randomOf(seed, 'recording', index);
  return { title: drawTitle(random), duration: drawLength(random) };
}

function drawTitle(random: Random): string {
  const start = random.chance(0.5) ? random.pick(adjectives) : `${random.pick(nouns)} of`;
  return `${start} ${random.pick(nouns)}${random.chance(0.4) ? random.pick(titleEndings) : ''}`;
}

function drawArtistName(random: Random): string {
  return random.pick(artistForms)(random.pick(adjectives), random.pick(nouns));
}

/** Seconds: about four minutes, now and then half an hour. */
function drawLength(random: Random): number {
  const usual = 120 + (random.unit() + random.unit()) * 125;
  return rounded(random.chance(0.01) ? usual * 6 : usual);
}

/** The same five decimals that the text in a file keeps, so that a play and its song hold one number. */
function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
