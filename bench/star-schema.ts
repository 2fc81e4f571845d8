import { quotedString } from '@duckdb/node-api';

/** The tables of the star schema with the columns that their files are partitioned by. */
export const starTables: readonly { readonly name: string; readonly partitionBy: readonly string[] }[] = [
  { name: 'users', partitionBy: [] },
  { name: 'songs', partitionBy: ['year', 'artist_id'] },
  { name: 'artists', partitionBy: [] },
  { name: 'time', partitionBy: ['year', 'month'] },
  { name: 'songplays', partitionBy: ['year', 'month'] },
];

/** Reads both sources below the folder `source` into typed tables, each file once. */
export function stagingSql(source: string): readonly string[] {
  return [
    `CREATE TABLE stg_events AS
   SELECT
     ts,
     make_timestamp(ts * 1000) AS start_time,
     CAST(nullif("userId", '') AS INTEGER) AS user_id,
     "firstName" AS first_name,
     "lastName" AS last_name,
     gender,
     level,
     make_timestamp(CAST(registration AS BIGINT) * 1000) AS registered_at,
     CAST("sessionId" AS INTEGER) AS session_id,
     CAST("itemInSession" AS INTEGER) AS item_in_session,
     page,
     auth,
     method,
     CAST(status AS INTEGER) AS status,
     song,
     artist,
     length,
     location,
     "userAgent" AS user_agent
   FROM read_json(${quotedString(`${source}/log_data/*/*/*.json`)}, format = 'newline_delimited', columns = {
     artist: 'VARCHAR', auth: 'VARCHAR', firstName: 'VARCHAR', gender: 'VARCHAR', itemInSession: 'BIGINT',
     lastName: 'VARCHAR', length: 'DOUBLE', level: 'VARCHAR', location: 'VARCHAR', method: 'VARCHAR',
     page: 'VARCHAR', registration: 'DOUBLE', sessionId: 'BIGINT', song: 'VARCHAR', status: 'BIGINT',
     ts: 'BIGINT', userAgent: 'VARCHAR', userId: 'VARCHAR'
   })`,
    `CREATE TABLE stg_songs AS
   SELECT
     song_id, title, year, duration, artist_id, artist_name, artist_location, artist_latitude, artist_longitude
   FROM read_json(${quotedString(`${source}/song_data/*/*/*/*.json`)}, format = 'unstructured', columns = {
     artist_id: 'VARCHAR', artist_latitude: 'DOUBLE', artist_longitude: 'DOUBLE', artist_location: 'VARCHAR',
     artist_name: 'VARCHAR', song_id: 'VARCHAR', title: 'VARCHAR', duration: 'DOUBLE', year: 'INTEGER'
   })`,
  ];
}

/** What makes a play the play that it is. */
const identity = [
  'session_id',
  'item_in_session',
  'ts',
  'user_id',
  'level',
  'song',
  'artist',
  'location',
  'user_agent',
];

/** The dimensions and the fact, in an order in which they can be made. The rules are those of models/marts. */
export const martsSql: readonly string[] = [
  `CREATE TABLE users AS
   WITH plays AS (FROM stg_events WHERE page = 'NextSong' AND user_id IS NOT NULL),
   latest AS (SELECT user_id, max(ts) AS ts FROM plays GROUP BY user_id)
   SELECT user_id, first_name, last_name, gender, level
   FROM plays JOIN latest USING (user_id, ts)
   QUALIFY row_number() OVER (
     PARTITION BY user_id
     ORDER BY session_id DESC, item_in_session DESC, level, first_name, last_name, gender
   ) = 1`,
  `CREATE TABLE songs AS
   SELECT song_id, title, artist_id, year, duration
   FROM stg_songs
   QUALIFY row_number() OVER (PARTITION BY song_id ORDER BY title, artist_id, year, duration) = 1`,
  `CREATE TABLE artists AS
   SELECT
     artist_id,
     artist_name AS name,
     artist_location AS location,
     artist_latitude AS latitude,
     artist_longitude AS longitude
   FROM stg_songs
   QUALIFY row_number() OVER (
     PARTITION BY artist_id
     ORDER BY song_id, artist_name, artist_location, artist_latitude, artist_longitude
   ) = 1`,
  `CREATE TABLE time AS
   WITH moments AS (SELECT DISTINCT start_time FROM stg_events WHERE page = 'NextSong')
   SELECT
     start_time,
     CAST(hour(start_time) AS INTEGER) AS hour,
     CAST(day(start_time) AS INTEGER) AS day,
     CAST(week(start_time) AS INTEGER) AS week,
     CAST(month(start_time) AS INTEGER) AS month,
     CAST(year(start_time) AS INTEGER) AS year,
     CAST(isodow(start_time) AS INTEGER) AS weekday
   FROM moments`,
  `CREATE TABLE songplays AS
   WITH plays AS (
     SELECT
       ${identity.join(', ')}, start_time, min(length) AS length
     FROM stg_events
     WHERE page = 'NextSong'
     GROUP BY ALL
   ),
   recordings AS (
     SELECT title, name, duration, song_id, artist_id
     FROM songs JOIN artists USING (artist_id)
     QUALIFY row_number() OVER (PARTITION BY title, name, duration ORDER BY song_id) = 1
   )
   SELECT
     md5(concat(${identity.map(withLength).join(', ')})) AS songplay_id,
     start_time,
     user_id,
     level,
     song_id,
     artist_id,
     session_id,
     location,
     user_agent,
     CAST(year(start_time) AS INTEGER) AS year,
     CAST(month(start_time) AS INTEGER) AS month
   FROM plays
   LEFT JOIN recordings
     ON song = recordings.title AND artist = recordings.name AND length = recordings.duration`,
];

/** A value as text with its length before it, so that neighbors in a hash cannot be mistaken for each other. */
function withLength(column: string): string {
  const text = `CAST(${column} AS VARCHAR)`;
  return `coalesce(CAST(length(${text}) AS VARCHAR), '-'), ':', coalesce(${text}, '')`;
}
