"""The Sparkify lake as one script for Spark, the peer of `sparkify run --target spark`: spark-submit star_schema.py SOURCE OUT

Declared schemas, each input read once and cached, settings for many small files. Without checks, tests, releases or lineage.
The rules are those of models/marts, and of bench/star-schema.ts.
"""

import sys

from pyspark.sql import SparkSession

EVENTS = """artist STRING, auth STRING, firstName STRING, gender STRING, itemInSession BIGINT, lastName STRING,
length DOUBLE, level STRING, location STRING, method STRING, page STRING, registration DOUBLE, sessionId BIGINT,
song STRING, status BIGINT, ts BIGINT, userAgent STRING, userId STRING"""

SONGS = """artist_id STRING, artist_latitude DOUBLE, artist_longitude DOUBLE, artist_location STRING,
artist_name STRING, song_id STRING, title STRING, duration DOUBLE, year INT"""

IDENTITY = ['session_id', 'item_in_session', 'ts', 'user_id', 'level', 'song', 'artist', 'location', 'user_agent']


def with_length(column):
    """A value as text with its length before it, so that neighbors in a hash cannot be mistaken for each other."""
    text = f'CAST({column} AS STRING)'
    return f"coalesce(CAST(length({text}) AS STRING), '-'), ':', coalesce({text}, '')"


STAGED = {
    'stg_events': """SELECT ts, timestamp_millis(ts) AS start_time, CAST(nullif(userId, '') AS INT) AS user_id,
        firstName AS first_name, lastName AS last_name, gender, level,
        timestamp_millis(CAST(registration AS BIGINT)) AS registered_at, CAST(sessionId AS INT) AS session_id,
        CAST(itemInSession AS INT) AS item_in_session, page, auth, method, CAST(status AS INT) AS status, song, artist,
        length, location, userAgent AS user_agent, file_name,
        CAST(regexp_extract(file_name, '[0-9]{4}-[0-9]{2}-[0-9]{2}', 0) AS DATE) AS delivered_on
        FROM raw_events""",
    'stg_songs': 'SELECT * FROM raw_songs',
}

TABLES = {
    'stg_events': ('SELECT * FROM stg_events', ['delivered_on']),
    'users': (
        """SELECT user_id, first_name, last_name, gender, level FROM (
            SELECT *, row_number() OVER (PARTITION BY user_id ORDER BY ts DESC, session_id DESC NULLS LAST,
                item_in_session DESC NULLS LAST, level NULLS LAST, first_name NULLS LAST, last_name NULLS LAST,
                gender NULLS LAST) AS place
            FROM stg_events WHERE page = 'NextSong' AND user_id IS NOT NULL) WHERE place = 1""",
        [],
    ),
    'songs': (
        """SELECT song_id, title, artist_id, year, duration FROM (
            SELECT *, row_number() OVER (PARTITION BY song_id ORDER BY title, artist_id, year, duration) AS place
            FROM stg_songs) WHERE place = 1""",
        ['year', 'artist_id'],
    ),
    'artists': (
        """SELECT artist_id, artist_name AS name, artist_location AS location, artist_latitude AS latitude,
            artist_longitude AS longitude FROM (
            SELECT *, row_number() OVER (PARTITION BY artist_id ORDER BY song_id, artist_name, artist_location,
                artist_latitude, artist_longitude) AS place FROM stg_songs) WHERE place = 1""",
        [],
    ),
    'time': (
        """SELECT start_time, hour(start_time) AS hour, day(start_time) AS day, weekofyear(start_time) AS week,
            month(start_time) AS month, year(start_time) AS year, weekday(start_time) + 1 AS weekday
            FROM (SELECT DISTINCT start_time FROM stg_events WHERE page = 'NextSong')""",
        ['year', 'month'],
    ),
    'songplays': (
        f"""WITH plays AS (
            SELECT {', '.join(IDENTITY)}, start_time, min(length) AS length FROM stg_events
            WHERE page = 'NextSong' GROUP BY {', '.join(IDENTITY)}, start_time),
        recordings AS (
            SELECT title, name, duration, song_id, artist_id FROM (
                SELECT s.title, a.name, s.duration, s.song_id, s.artist_id, row_number() OVER (
                    PARTITION BY s.title, a.name, s.duration ORDER BY s.song_id) AS place
                FROM songs s JOIN artists a ON s.artist_id = a.artist_id) WHERE place = 1)
        SELECT md5(concat({', '.join(with_length(column) for column in IDENTITY)})) AS songplay_id, start_time, user_id,
            level, song_id, recordings.artist_id, session_id, location, user_agent, year(start_time) AS year,
            month(start_time) AS month
        FROM plays LEFT JOIN recordings
            ON song = recordings.title AND artist = recordings.name AND length = recordings.duration""",
        ['year', 'month'],
    ),
}


def main(source, out):
    spark = SparkSession.builder.getOrCreate()
    events = spark.read.schema(EVENTS).json(f'{source}/log_data/*/*/*.json')
    events.selectExpr('*', "split_part(_metadata.file_path, '/log_data/', -1) AS file_name").createOrReplaceTempView('raw_events')
    spark.read.schema(SONGS).json(f'{source}/song_data/*/*/*/*.json').createOrReplaceTempView('raw_songs')
    for name, sql in STAGED.items():
        spark.sql(sql).cache().createOrReplaceTempView(name)
    for name, (sql, _) in TABLES.items():
        frame = spark.sql(sql)
        # Read again by the fact.
        (frame.cache() if name in ('songs', 'artists') else frame).createOrReplaceTempView(name)
    for name, (_, keys) in TABLES.items():
        frame = spark.table(name)
        # One file a partition.
        frame = frame.repartition(*keys) if keys else frame
        frame.write.partitionBy(*keys).parquet(f'{out}/{name}')
    spark.stop()


main(*sys.argv[1:])
