{{ config(
  materialized='incremental',
  follows='stg_events',
  unique_key='start_time',
  partition_by=['year', 'month']
) }}

{% set identity = [
  'session_id', 'item_in_session', 'ts', 'user_id', 'level', 'song', 'artist', 'location', 'user_agent'
] %}

with plays as (
  select
    {{ identity | join(', ') }},
    start_time,
    min(length) as length
  from {{ ref('stg_events') }}
  where page = 'NextSong'
  group by {{ identity | join(', ') }}, start_time
),

recordings as (
  select
    songs.title,
    artists.name,
    songs.duration,
    songs.song_id,
    songs.artist_id,
    row_number() over (
      partition by songs.title, artists.name, songs.duration
      order by songs.song_id
    ) as position_in_recording
  from {{ ref('songs') }} as songs
  join {{ ref('artists') }} as artists on songs.artist_id = artists.artist_id
)

select
  {{ surrogate_key(identity) }} as songplay_id,
  plays.start_time,
  plays.user_id,
  plays.level,
  recordings.song_id,
  recordings.artist_id,
  plays.session_id,
  plays.location,
  plays.user_agent,
  cast(year(plays.start_time) as integer) as year,
  cast(month(plays.start_time) as integer) as month
from plays
left join recordings
  on plays.song = recordings.title
  and plays.artist = recordings.name
  and plays.length = recordings.duration
  and recordings.position_in_recording = 1
