select songplay_id, start_time
from {{ ref('songplays') }}
where start_time > cast(current_timestamp as timestamp)
