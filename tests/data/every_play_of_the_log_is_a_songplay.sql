-- Nothing is lost or multiplied between the log and the fact. A record delivered twice counts once.
with in_log as (
  select session_id, count(*) as plays
  from (
    select distinct
      session_id, item_in_session, ts, user_id, level, song, artist, location, user_agent
    from {{ ref('stg_events') }}
    where page = 'NextSong'
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
