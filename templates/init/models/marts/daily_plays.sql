{{ config(partition_by=['month']) }}

select
  cast(plays.played_at as date) as day,
  plays.level,
  levels.monthly_price,
  count(*) as plays,
  count(distinct plays.user_id) as listeners,
  strftime(plays.played_at, '%Y-%m') as month
from {{ ref('stg_plays') }} as plays
left join {{ ref('levels') }} as levels on plays.level = levels.level
group by all
