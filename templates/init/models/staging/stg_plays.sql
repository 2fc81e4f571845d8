-- Songs that were played, each once; the other pages are left out.
select
  {{ timestamp_from_ms('ts') }} as played_at,
  user_id,
  level,
  artist,
  song
from {{ source('raw', 'events') }}
where page = 'NextSong'
