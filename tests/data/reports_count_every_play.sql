-- Whatever a play is counted by, every play is counted once.
with expected as (
  select count(*) as plays, count(location) as located from {{ ref('songplays') }}
),

found as (
  select 'active_users_by_day' as report, sum(plays) as plays from {{ ref('active_users_by_day') }}
  union all select 'active_users_by_week', sum(plays) from {{ ref('active_users_by_week') }}
  union all select 'active_users_by_month', sum(plays) from {{ ref('active_users_by_month') }}
  union all select 'session_lengths', sum(plays) from {{ ref('session_lengths') }}
  union all select 'plays_by_city', sum(plays) from {{ ref('plays_by_city') }}
)

select found.*
from found, expected
where found.plays is distinct from if(report = 'plays_by_city', expected.located, expected.plays)
