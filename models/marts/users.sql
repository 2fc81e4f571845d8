with plays as (
  select user_id, first_name, last_name, gender, level, ts, session_id, item_in_session
  from {{ ref('stg_events') }}
  where page = 'NextSong' and user_id is not null
),

latest as (
  select user_id, max(ts) as ts
  from plays
  group by user_id
),

-- Few plays are left here, so that ordering them costs little however long the log is.
ranked as (
  select
    plays.*,
    row_number() over (
      partition by plays.user_id
      order by
        session_id desc nulls last,
        item_in_session desc nulls last,
        level nulls last,
        first_name nulls last,
        last_name nulls last,
        gender nulls last
    ) as recency
  from plays
  join latest on plays.user_id = latest.user_id and plays.ts = latest.ts
)

select user_id, first_name, last_name, gender, level
from ranked
where recency = 1
