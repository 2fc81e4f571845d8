with latest as (
  select user_id, max(start_time) as start_time
  from {{ ref('songplays') }}
  group by user_id
)

select users.user_id, users.level
from {{ ref('users') }} as users
where not exists (
  select 1
  from latest
  join {{ ref('songplays') }} as songplays
    on latest.user_id = songplays.user_id and latest.start_time = songplays.start_time
  where latest.user_id = users.user_id and songplays.level = users.level
)
