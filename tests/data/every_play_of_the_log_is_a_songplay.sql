-- Nothing is lost or multiplied between the log and the fact. A record delivered twice counts once.
with moments as (
  select session_id, item_in_session, ts, count(*) as records
  from {{ ref('stg_events') }}
  where page = 'NextSong'
  group by session_id, item_in_session, ts
),

sessions as (
  select session_id, cast(sum(records) as bigint) as plays, max(records) as plays_at_once
  from moments
  group by session_id
),

-- Of most sessions each record has a moment of its own. Only in the others all columns need to tell plays apart.
in_log as (
  select session_id, plays
  from sessions
  where plays_at_once = 1 or session_id is null
  union all
  select session_id, count(*) as plays
  from (
    select distinct
      session_id, item_in_session, ts, user_id, level, song, artist, location, user_agent
    from {{ ref('stg_events') }}
    where page = 'NextSong' and session_id in (select session_id from sessions where plays_at_once > 1)
  ) as delivered
  group by session_id
),

in_fact as (
  select session_id, count(*) as plays
  from {{ ref('songplays') }}
  group by session_id
)

select
  coalesce(in_log.session_id, in_fact.session_id) as session_id,
  in_log.plays as plays_in_log,
  in_fact.plays as plays_in_fact
from in_log
full join in_fact on in_log.session_id = in_fact.session_id
where in_log.plays is distinct from in_fact.plays
