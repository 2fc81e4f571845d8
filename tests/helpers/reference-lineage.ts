interface ExpectedLineage {
  /** By column: the columns of the tables that the model reads itself. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** By role: what decides which rows the model has. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
}

const same = (table: string, names: readonly string[]) =>
  Object.fromEntries(names.map(name => [name, [`${table}.${name}`]]));
const all = (table: string, names: readonly string[]) => names.map(name => `${table}.${name}`);

/** What a play is by, and what songplays are grouped by besides its start time. */
const identity = [
  ...['session_id', 'item_in_session', 'ts', 'user_id', 'level', 'song', 'artist', 'location', 'user_agent'],
];

/** The lineage of every column of the reference project, reasoned from its SQL. */
export const referenceLineage: Readonly<Record<string, ExpectedLineage>> = {
  stg_events: {
    columns: {
      ...same('raw.events', ['ts', 'gender', 'level', 'page', 'auth', 'method', 'status', 'song', 'artist']),
      ...same('raw.events', ['length', 'location', 'file_name']),
      start_time: ['raw.events.ts'],
      week: ['raw.events.ts'],
      user_id: ['raw.events.userId'],
      first_name: ['raw.events.firstName'],
      last_name: ['raw.events.lastName'],
      registered_at: ['raw.events.registration'],
      session_id: ['raw.events.sessionId'],
      item_in_session: ['raw.events.itemInSession'],
      user_agent: ['raw.events.userAgent'],
      delivered_on: ['raw.events.file_name'],
    },
    rows: {},
  },
  stg_songs: {
    columns: {
      ...same('raw.songs', ['song_id', 'title', 'year', 'duration', 'artist_id', 'artist_name']),
      ...same('raw.songs', ['artist_location', 'artist_latitude', 'artist_longitude']),
    },
    rows: {},
  },
  users: {
    columns: same('stg_events', ['user_id', 'first_name', 'last_name', 'gender', 'level']),
    rows: {
      // page and user_id in the first WHERE; the rest orders the window that the last WHERE asks.
      filter: all('stg_events', [
        ...['page', 'user_id', 'session_id', 'item_in_session', 'level', 'first_name', 'last_name', 'gender'],
      ]),
      group: ['stg_events.user_id'],
      join: ['stg_events.user_id', 'stg_events.ts'],
    },
  },
  users_history: {
    columns: {
      ...same('users', ['user_id', 'level']),
      played_at: ['songplays.start_time'],
      dbt_scd_id: ['users.user_id', 'songplays.start_time'],
      dbt_updated_at: ['songplays.start_time'],
      dbt_valid_from: ['songplays.start_time'],
      dbt_valid_to: ['songplays.start_time'],
    },
    rows: { group: ['songplays.user_id'], join: ['users.user_id', 'songplays.user_id'] },
  },
  songs: {
    columns: same('stg_songs', ['song_id', 'title', 'artist_id', 'year', 'duration']),
    rows: { filter: all('stg_songs', ['song_id', 'title', 'artist_id', 'year', 'duration']) },
  },
  artists: {
    columns: {
      artist_id: ['stg_songs.artist_id'],
      name: ['stg_songs.artist_name'],
      location: ['stg_songs.artist_location'],
      latitude: ['stg_songs.artist_latitude'],
      longitude: ['stg_songs.artist_longitude'],
    },
    rows: {
      filter: all('stg_songs', [
        ...['artist_id', 'song_id', 'artist_name', 'artist_location', 'artist_latitude', 'artist_longitude'],
      ]),
    },
  },
  time: {
    columns: Object.fromEntries(
      ['start_time', 'hour', 'day', 'week', 'month', 'year', 'weekday'].map(name => [
        name,
        ['stg_events.start_time'],
      ]),
    ),
    rows: { filter: ['stg_events.page'], group: ['stg_events.start_time'] },
  },
  songplays: {
    columns: {
      ...same('stg_events', ['start_time', 'user_id', 'level', 'session_id', 'location', 'user_agent']),
      songplay_id: all('stg_events', identity),
      song_id: ['songs.song_id'],
      artist_id: ['songs.artist_id'],
      year: ['stg_events.start_time'],
      month: ['stg_events.start_time'],
    },
    rows: {
      filter: ['stg_events.page'],
      group: all('stg_events', [...identity, 'start_time']),
      join: [
        // Of songs with artists; of plays with recordings; the window that numbers the recordings.
        ...['songs.artist_id', 'artists.artist_id'],
        ...['stg_events.song', 'songs.title', 'stg_events.artist', 'artists.name', 'stg_events.length'],
        ...['songs.duration', 'songs.song_id'],
      ],
    },
  },
  ...Object.fromEntries(
    ['day', 'week', 'month'].map(period => [
      `active_users_by_${period}`,
      {
        columns: {
          period: ['songplays.start_time'],
          level: ['songplays.level'],
          users: ['songplays.user_id'],
          plays: [],
        },
        rows: { group: ['songplays.start_time', 'songplays.level'] },
      },
    ]),
  ),
  plays_by_city: {
    columns: {
      location: ['songplays.location'],
      city: ['songplays.location'],
      states: ['songplays.location'],
      plays: [],
      listeners: ['songplays.user_id'],
    },
    rows: { filter: ['songplays.location'], group: ['songplays.location'] },
  },
  session_lengths: {
    columns: {
      ...same('songplays', ['session_id', 'user_id']),
      started_at: ['songplays.start_time'],
      ended_at: ['songplays.start_time'],
      seconds: ['songplays.start_time'],
      plays: [],
    },
    rows: { group: all('songplays', ['session_id', 'user_id']) },
  },
  top_songs_by_week: {
    columns: {
      week: ['stg_events.week'],
      // Its window is cut by week and ordered by a number of rows, then by song and artist.
      position: all('stg_events', ['week', 'song', 'artist']),
      ...same('stg_events', ['song', 'artist']),
      plays: [],
      listeners: ['stg_events.user_id'],
    },
    rows: {
      // A song, and what decides its position.
      filter: all('stg_events', ['page', 'song', 'week', 'artist']),
      // Distinct plays, then plays of a song in a week.
      group: all('stg_events', [...identity, 'week']),
    },
  },
};
