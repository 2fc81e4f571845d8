{{ config(partition_by=['year', 'artist_id']) }}

with ranked as (
  select
    song_id,
    title,
    artist_id,
    year,
    duration,
    row_number() over (
      partition by song_id
      order by title nulls last, artist_id nulls last, year nulls last, duration nulls last
    ) as position_in_song
  from {{ ref('stg_songs') }}
)

select song_id, title, artist_id, year, duration
from ranked
where position_in_song = 1
