{% snapshot users_history %}
{# Users are computed from all plays each time, so a level is compared; a new one holds since the play that showed it. #}
{{ config(
  strategy='check', check_cols=['level'], unique_key='user_id', updated_at='played_at',
  enabled=target.type == 'duckdb'
) }}

select users.user_id, users.level, plays.played_at
from {{ ref('users') }} as users
join (
  select user_id, max(start_time) as played_at
  from {{ ref('songplays') }}
  group by user_id
) as plays on users.user_id = plays.user_id
{% endsnapshot %}
