-- The parts of a moment lead back to its hour.
select start_time, hour, day, month, year
from {{ ref('time') }}
where date_trunc('hour', start_time) <> make_timestamp(year, month, day, hour, 0, 0)
