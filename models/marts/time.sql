{{ config(
  materialized='incremental',
  follows='stg_events',
  unique_key='start_time',
  partition_by=['year', 'month']
) }}

with moments as (
  select distinct start_time
  from {{ ref('stg_events') }}
  where page = 'NextSong'
)

select
  start_time,
  cast(hour(start_time) as integer) as hour,
  cast(day(start_time) as integer) as day,
  cast(week(start_time) as integer) as week,
  cast(month(start_time) as integer) as month,
  cast(year(start_time) as integer) as year,
  cast(isodow(start_time) as integer) as weekday
from moments
