select
  song_id,
  title,
  cast(year as integer) as year,
  duration,
  artist_id,
  artist_name,
  artist_location,
  artist_latitude,
  artist_longitude
from {{ source('raw', 'songs') }}
