// Written by `sparkify types` from the columns of every model, seed and source. Do not edit it: change the models.
/* eslint-disable */
import * as z from 'sparkify/zod';

/** Every table by the name that queries give it. */
export interface Database {
  active_users_by_day: ActiveUsersByDayRow;
  active_users_by_month: ActiveUsersByMonthRow;
  active_users_by_week: ActiveUsersByWeekRow;
  artists: ArtistsRow;
  plays_by_city: PlaysByCityRow;
  'raw.events': RawEventsRow;
  'raw.songs': RawSongsRow;
  session_lengths: SessionLengthsRow;
  songplays: SongplaysRow;
  songs: SongsRow;
  stg_events: StgEventsRow;
  stg_songs: StgSongsRow;
  subscription_levels: SubscriptionLevelsRow;
  time: TimeRow;
  top_songs_by_week: TopSongsByWeekRow;
  users: UsersRow;
  users_history: UsersHistoryRow;
}

/** The tables that the lake holds, which `openLake` reads. */
export interface Published {
  active_users_by_day: ActiveUsersByDayRow;
  active_users_by_month: ActiveUsersByMonthRow;
  active_users_by_week: ActiveUsersByWeekRow;
  artists: ArtistsRow;
  plays_by_city: PlaysByCityRow;
  session_lengths: SessionLengthsRow;
  songplays: SongplaysRow;
  songs: SongsRow;
  stg_events: StgEventsRow;
  subscription_levels: SubscriptionLevelsRow;
  time: TimeRow;
  top_songs_by_week: TopSongsByWeekRow;
  users: UsersRow;
  users_history: UsersHistoryRow;
}

declare module 'sparkify' {
  interface Register {
    database: Database;
    published: Published;
  }
}

/** A floating-point number: NaN and the infinities are among them. */
const float = z.custom<number>(value => typeof value === 'number');

/** How many users played a song in each day, by subscription level. Who changed the level counts for both. */
export interface ActiveUsersByDayRow {
  /** First day of the day, in UTC. `DATE` */
  period: Date;
  /** Subscription level at the time of the plays. `VARCHAR` */
  level: string;
  /** Different users who played a song. `BIGINT` */
  users: bigint;
  /** How many songs they played. `BIGINT` */
  plays: bigint;
}

export const activeUsersByDayRow = z.object({
  period: z.date(),
  level: z.string(),
  users: z.bigint(),
  plays: z.bigint(),
}) satisfies z.ZodType<ActiveUsersByDayRow>;

/** How many users played a song in each month, by subscription level. Who changed the level counts for both. */
export interface ActiveUsersByMonthRow {
  /** First day of the month, in UTC. `DATE` */
  period: Date;
  /** Subscription level at the time of the plays. `VARCHAR` */
  level: string;
  /** Different users who played a song. `BIGINT` */
  users: bigint;
  /** How many songs they played. `BIGINT` */
  plays: bigint;
}

export const activeUsersByMonthRow = z.object({
  period: z.date(),
  level: z.string(),
  users: z.bigint(),
  plays: z.bigint(),
}) satisfies z.ZodType<ActiveUsersByMonthRow>;

/** How many users played a song in each week, by subscription level. Who changed the level counts for both. */
export interface ActiveUsersByWeekRow {
  /** First day of the week, in UTC; a Monday. `DATE` */
  period: Date;
  /** Subscription level at the time of the plays. `VARCHAR` */
  level: string;
  /** Different users who played a song. `BIGINT` */
  users: bigint;
  /** How many songs they played. `BIGINT` */
  plays: bigint;
}

export const activeUsersByWeekRow = z.object({
  period: z.date(),
  level: z.string(),
  users: z.bigint(),
  plays: z.bigint(),
}) satisfies z.ZodType<ActiveUsersByWeekRow>;

/** The artists of the songs, one row for each artist_id. An artist with several songs has the values of the smallest song_id; of several records with that song_id, those of the first in order of name, location, latitude and longitude. */
export interface ArtistsRow {
  /** Identifier of the artist. `VARCHAR` */
  artist_id: string;
  /** Name of the artist. `VARCHAR` */
  name: string;
  /** The artist's place, spelled freely; the empty string when unknown. `VARCHAR` */
  location: string | null;
  /** Latitude of that place in degrees, when known. `DOUBLE` */
  latitude: number | null;
  /** Longitude of that place in degrees, when known. `DOUBLE` */
  longitude: number | null;
}

export const artistsRow = z.object({
  artist_id: z.string(),
  name: z.string(),
  location: z.string().nullable(),
  latitude: float.nullable(),
  longitude: float.nullable(),
}) satisfies z.ZodType<ArtistsRow>;

/** Plays by the metropolitan area of the user. Plays without one are left out. */
export interface PlaysByCityRow {
  /** The metropolitan area as the log has it: San Francisco-Oakland-Hayward, CA. `VARCHAR` */
  location: string;
  /** Its first city: San Francisco. `VARCHAR` */
  city: string;
  /** Its states: CA, or NY-NJ-PA of three. `VARCHAR` */
  states: string | null;
  /** How many songs were played there. `BIGINT` */
  plays: bigint;
  /** By how many users. `BIGINT` */
  listeners: bigint;
}

export const playsByCityRow = z.object({
  location: z.string(),
  city: z.string(),
  states: z.string().nullable(),
  plays: z.bigint(),
  listeners: z.bigint(),
}) satisfies z.ZodType<PlaysByCityRow>;

/** The log of the service: one record for every page that somebody saw, plays included, in one newline-delimited file a day. */
export interface RawEventsRow {
  /** Name of the artist who was played; null on every other page. `VARCHAR` */
  artist: string | null;
  /** Whether the user was logged in, `Logged In` or `Logged Out`. `VARCHAR` */
  auth: string | null;
  /** First name of the user at the time; null when logged out. `VARCHAR` */
  firstName: string | null;
  /** Gender of the user, F or M; null when logged out. `VARCHAR` */
  gender: string | null;
  /** Place of the record in its session, from 0. `BIGINT` */
  itemInSession: bigint | null;
  /** Last name of the user at the time; null when logged out. `VARCHAR` */
  lastName: string | null;
  /** Length of the song in seconds; null on every other page. `DOUBLE` */
  length: number | null;
  /** Subscription level at the time, free or paid. `VARCHAR` */
  level: string | null;
  /** Metropolitan area of the user; null when logged out. `VARCHAR` */
  location: string | null;
  /** HTTP method of the request. `VARCHAR` */
  method: string | null;
  /** The page that was asked for; NextSong is a play. `VARCHAR` */
  page: string | null;
  /** When the user registered, in milliseconds since the epoch, as a float; null when logged out. `DOUBLE` */
  registration: number | null;
  /** Number of the session. `BIGINT` */
  sessionId: bigint | null;
  /** Title of the song that was played; null on every other page. `VARCHAR` */
  song: string | null;
  /** HTTP status of the answer. `BIGINT` */
  status: bigint | null;
  /** When it happened, in milliseconds since the epoch. `BIGINT` */
  ts: bigint | null;
  /** Browser of the user, in its own words; null when logged out. `VARCHAR` */
  userAgent: string | null;
  /** Number of the user as text; the empty string when logged out. `VARCHAR` */
  userId: string | null;
  /** The file that the record came from, below log_data. `VARCHAR` */
  file_name: string | null;
}

export const rawEventsRow = z.object({
  artist: z.string().nullable(),
  auth: z.string().nullable(),
  firstName: z.string().nullable(),
  gender: z.string().nullable(),
  itemInSession: z.bigint().nullable(),
  lastName: z.string().nullable(),
  length: float.nullable(),
  level: z.string().nullable(),
  location: z.string().nullable(),
  method: z.string().nullable(),
  page: z.string().nullable(),
  registration: float.nullable(),
  sessionId: z.bigint().nullable(),
  song: z.string().nullable(),
  status: z.bigint().nullable(),
  ts: z.bigint().nullable(),
  userAgent: z.string().nullable(),
  userId: z.string().nullable(),
  file_name: z.string().nullable(),
}) satisfies z.ZodType<RawEventsRow>;

/** The songs that the service knows, from the Million Song Dataset. One record a file. */
export interface RawSongsRow {
  /** How many songs the record describes; always 1. `BIGINT` */
  num_songs: bigint | null;
  /** Identifier of the artist. `VARCHAR` */
  artist_id: string | null;
  /** Latitude of the artist's place in degrees, when known. `DOUBLE` */
  artist_latitude: number | null;
  /** Longitude of the artist's place in degrees, when known. `DOUBLE` */
  artist_longitude: number | null;
  /** The artist's place, spelled freely; the empty string when unknown. `VARCHAR` */
  artist_location: string | null;
  /** Name of the artist. `VARCHAR` */
  artist_name: string | null;
  /** Identifier of the song. `VARCHAR` */
  song_id: string | null;
  /** Title of the song. `VARCHAR` */
  title: string | null;
  /** Length in seconds. `DOUBLE` */
  duration: number | null;
  /** Year of release; 0 when unknown. `BIGINT` */
  year: bigint | null;
}

export const rawSongsRow = z.object({
  num_songs: z.bigint().nullable(),
  artist_id: z.string().nullable(),
  artist_latitude: float.nullable(),
  artist_longitude: float.nullable(),
  artist_location: z.string().nullable(),
  artist_name: z.string().nullable(),
  song_id: z.string().nullable(),
  title: z.string().nullable(),
  duration: float.nullable(),
  year: z.bigint().nullable(),
}) satisfies z.ZodType<RawSongsRow>;

/** How long each session was, from the beginning of its first play to the beginning of its last. */
export interface SessionLengthsRow {
  /** Number of the session. `INTEGER` */
  session_id: number;
  /** Whose session it was. `INTEGER` */
  user_id: number;
  /** When its first play began, in UTC. `TIMESTAMP` */
  started_at: Date;
  /** When its last play began, in UTC. `TIMESTAMP` */
  ended_at: Date;
  /** Whole seconds between the two; 0 for a session of one play. `BIGINT` */
  seconds: bigint;
  /** How many songs were played. `BIGINT` */
  plays: bigint;
}

export const sessionLengthsRow = z.object({
  session_id: z.int(),
  user_id: z.int(),
  started_at: z.date(),
  ended_at: z.date(),
  seconds: z.bigint(),
  plays: z.bigint(),
}) satisfies z.ZodType<SessionLengthsRow>;

/** The plays: one row for every record of the log with page NextSong. Records that agree in session, item, time, user, level, song, artist, location and user agent are one play delivered several times; the shortest length among them decides which song it is. A play belongs to a song when title, artist name and duration are exactly equal, and to the one with the smallest song_id when several are. */
export interface SongplaysRow {
  /** Key of the play: md5 over what identifies it (see `surrogate_key`), so that the same log gives the same ids on every engine and in any order. `VARCHAR` */
  songplay_id: string;
  /** When the song began, in UTC. `TIMESTAMP` */
  start_time: Date;
  /** Who played it. `INTEGER` */
  user_id: number;
  /** Subscription level of the user at the time. `VARCHAR` */
  level: string;
  /** The song, when it is known. `VARCHAR` */
  song_id: string | null;
  /** The song's artist, when the song is known. `VARCHAR` */
  artist_id: string | null;
  /** Number of the session. `INTEGER` */
  session_id: number;
  /** Metropolitan area of the user. `VARCHAR` */
  location: string | null;
  /** Browser of the user, in its own words. `VARCHAR` */
  user_agent: string | null;
  /** Calendar year of the start time; a partition column. `INTEGER` */
  year: number;
  /** Month of the start time, 1 to 12; a partition column. `INTEGER` */
  month: number;
}

export const songplaysRow = z.object({
  songplay_id: z.string(),
  start_time: z.date(),
  user_id: z.int(),
  level: z.string(),
  song_id: z.string().nullable(),
  artist_id: z.string().nullable(),
  session_id: z.int(),
  location: z.string().nullable(),
  user_agent: z.string().nullable(),
  year: z.int(),
  month: z.int(),
}) satisfies z.ZodType<SongplaysRow>;

/** The songs that the service knows, one row for each song_id. Of several records with one song_id the first in order of title, artist_id, year and duration stays. */
export interface SongsRow {
  /** Identifier of the song. `VARCHAR` */
  song_id: string;
  /** Title of the song. `VARCHAR` */
  title: string;
  /** Who made it. `VARCHAR` */
  artist_id: string;
  /** Year of release; 0 when unknown. `INTEGER` */
  year: number;
  /** Length in seconds. `DOUBLE` */
  duration: number;
}

export const songsRow = z.object({
  song_id: z.string(),
  title: z.string(),
  artist_id: z.string(),
  year: z.int(),
  duration: float,
}) satisfies z.ZodType<SongsRow>;

/** The log with types and names of our own. One row for every record of the log, nothing left out. What comes after it reads this table and never the raw log. */
export interface StgEventsRow {
  /** When it happened, in milliseconds since the epoch. `BIGINT` */
  ts: bigint;
  /** The same moment as a timestamp in UTC. `TIMESTAMP` */
  start_time: Date | null;
  /** Monday of the week of that moment, in UTC. `DATE` */
  week: Date | null;
  /** Number of the user; null when logged out. `INTEGER` */
  user_id: number | null;
  /** First name of the user at the time. `VARCHAR` */
  first_name: string | null;
  /** Last name of the user at the time. `VARCHAR` */
  last_name: string | null;
  /** F or M; null when logged out. `VARCHAR` */
  gender: string | null;
  /** Subscription level at the time. `VARCHAR` */
  level: string | null;
  /** When the user registered, in UTC. `TIMESTAMP` */
  registered_at: Date | null;
  /** Number of the session. `INTEGER` */
  session_id: number | null;
  /** Place of the record in its session, from 0. `INTEGER` */
  item_in_session: number | null;
  /** The page that was asked for; NextSong is a play. `VARCHAR` */
  page: string;
  /** Whether the user was logged in, `Logged In` or `Logged Out`. `VARCHAR` */
  auth: string | null;
  /** HTTP method of the request. `VARCHAR` */
  method: string | null;
  /** HTTP status of the answer. `INTEGER` */
  status: number | null;
  /** Title of the song that was played. `VARCHAR` */
  song: string | null;
  /** Name of the artist who was played. `VARCHAR` */
  artist: string | null;
  /** Length of the song in seconds. `DOUBLE` */
  length: number | null;
  /** Metropolitan area of the user. `VARCHAR` */
  location: string | null;
  /** Browser of the user, in its own words. `VARCHAR` */
  user_agent: string | null;
  /** The file that the record came from, below log_data. `VARCHAR` */
  file_name: string;
  /** The day in the name of that file; a partition column. `DATE` */
  delivered_on: Date;
}

export const stgEventsRow = z.object({
  ts: z.bigint(),
  start_time: z.date().nullable(),
  week: z.date().nullable(),
  user_id: z.int().nullable(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  gender: z.string().nullable(),
  level: z.string().nullable(),
  registered_at: z.date().nullable(),
  session_id: z.int().nullable(),
  item_in_session: z.int().nullable(),
  page: z.string(),
  auth: z.string().nullable(),
  method: z.string().nullable(),
  status: z.int().nullable(),
  song: z.string().nullable(),
  artist: z.string().nullable(),
  length: float.nullable(),
  location: z.string().nullable(),
  user_agent: z.string().nullable(),
  file_name: z.string(),
  delivered_on: z.date(),
}) satisfies z.ZodType<StgEventsRow>;

/** The songs with types of our own. One row for every song file, nothing left out. */
export interface StgSongsRow {
  /** Identifier of the song. `VARCHAR` */
  song_id: string | null;
  /** Title of the song. `VARCHAR` */
  title: string | null;
  /** Year of release; 0 when unknown. `INTEGER` */
  year: number | null;
  /** Length in seconds. `DOUBLE` */
  duration: number | null;
  /** Identifier of the artist. `VARCHAR` */
  artist_id: string | null;
  /** Name of the artist. `VARCHAR` */
  artist_name: string | null;
  /** The artist's place, spelled freely; the empty string when unknown. `VARCHAR` */
  artist_location: string | null;
  /** Latitude of the artist's place in degrees, when known. `DOUBLE` */
  artist_latitude: number | null;
  /** Longitude of the artist's place in degrees, when known. `DOUBLE` */
  artist_longitude: number | null;
}

export const stgSongsRow = z.object({
  song_id: z.string().nullable(),
  title: z.string().nullable(),
  year: z.int().nullable(),
  duration: float.nullable(),
  artist_id: z.string().nullable(),
  artist_name: z.string().nullable(),
  artist_location: z.string().nullable(),
  artist_latitude: float.nullable(),
  artist_longitude: float.nullable(),
}) satisfies z.ZodType<StgSongsRow>;

/** The subscriptions on offer. Whatever level stands in the log must be one of them. */
export interface SubscriptionLevelsRow {
  /** Name of the level, as in the log. `VARCHAR` */
  level: string;
  /** What a subscriber gets. `VARCHAR` */
  description: string | null;
  /** Price a month in US dollars. `DECIMAL(6,2)` */
  monthly_price: string;
}

export const subscriptionLevelsRow = z.object({
  level: z.string(),
  description: z.string().nullable(),
  monthly_price: z.string(),
}) satisfies z.ZodType<SubscriptionLevelsRow>;

/** The moments at which songs were played, in UTC. Plays that begin at the same moment share one row. */
export interface TimeRow {
  /** The moment. `TIMESTAMP` */
  start_time: Date;
  /** Hour of the day, 0 to 23. `INTEGER` */
  hour: number | null;
  /** Day of the month, 1 to 31. `INTEGER` */
  day: number | null;
  /** Week of the year after ISO 8601, 1 to 53. `INTEGER` */
  week: number | null;
  /** Month, 1 to 12. `INTEGER` */
  month: number;
  /** Calendar year. `INTEGER` */
  year: number;
  /** Day of the week, 1 for Monday to 7 for Sunday. `INTEGER` */
  weekday: number | null;
}

export const timeRow = z.object({
  start_time: z.date(),
  hour: z.int().nullable(),
  day: z.int().nullable(),
  week: z.int().nullable(),
  month: z.int(),
  year: z.int(),
  weekday: z.int().nullable(),
}) satisfies z.ZodType<TimeRow>;

/**
 * The ten songs that were played most in each week, by title and artist as the log has them, known to the catalog or not. Songs
 * with as many plays are ordered by title, then by artist.
 */
export interface TopSongsByWeekRow {
  /** Monday of the week, in UTC. `DATE` */
  week: Date;
  /** Place of the song in its week, from 1. `BIGINT` */
  position: bigint;
  /** Title of the song. `VARCHAR` */
  song: string;
  /** Name of the artist. `VARCHAR` */
  artist: string | null;
  /** How often it was played. `BIGINT` */
  plays: bigint;
  /** How many users played it. `BIGINT` */
  listeners: bigint;
}

export const topSongsByWeekRow = z.object({
  week: z.date(),
  position: z.bigint(),
  song: z.string(),
  artist: z.string().nullable(),
  plays: z.bigint(),
  listeners: z.bigint(),
}) satisfies z.ZodType<TopSongsByWeekRow>;

/** Everyone who played a song. A user has the values of their latest play; of several plays at that moment, those of the largest session, then of the largest item in it, then the first in order of level, first name, last name and gender. */
export interface UsersRow {
  /** Number of the user. `INTEGER` */
  user_id: number;
  /** First name. `VARCHAR` */
  first_name: string | null;
  /** Last name. `VARCHAR` */
  last_name: string | null;
  /** F or M. `VARCHAR` */
  gender: string | null;
  /** Subscription level at the latest play. `VARCHAR` */
  level: string;
}

export const usersRow = z.object({
  user_id: z.int(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  gender: z.string().nullable(),
  level: z.string(),
}) satisfies z.ZodType<UsersRow>;

/** The levels of subscription that each user had, one row for each stretch of time. A build sees the level at the latest play, so that levels between two builds are not in it. DuckDB takes it, Spark does not. */
export interface UsersHistoryRow {
  /** Number of the user. `INTEGER` */
  user_id: number;
  /** Subscription level. `VARCHAR` */
  level: string;
  /** The latest play that was known when the level was first seen. `TIMESTAMP` */
  played_at: Date | null;
  /** Identifies the row. `VARCHAR` */
  dbt_scd_id: string;
  /** The same as played_at. `TIMESTAMP` */
  dbt_updated_at: Date | null;
  /** Since when the user is known to have had the level. `TIMESTAMP` */
  dbt_valid_from: Date;
  /** When the user was first known to have another one; NULL when they still have this one. `TIMESTAMP` */
  dbt_valid_to: Date | null;
}

export const usersHistoryRow = z.object({
  user_id: z.int(),
  level: z.string(),
  played_at: z.date().nullable(),
  dbt_scd_id: z.string(),
  dbt_updated_at: z.date().nullable(),
  dbt_valid_from: z.date(),
  dbt_valid_to: z.date().nullable(),
}) satisfies z.ZodType<UsersHistoryRow>;
