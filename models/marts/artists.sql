with ranked as (
  select
    artist_id,
    artist_name,
    artist_location,
    artist_latitude,
    artist_longitude,
    row_number() over (
      partition by artist_id
      order by
        song_id nulls last,
        artist_name nulls last,
        artist_location nulls last,
        artist_latitude nulls last,
        artist_longitude nulls last
    ) as position_in_artist
  from {{ ref('stg_songs') }}
)

select
  artist_id,
  artist_name as name,
  artist_location as location,
  artist_latitude as latitude,
  artist_longitude as longitude
from ranked
where position_in_artist = 1
