-- Every record of the log, plays and other pages alike.
select
  ts,
  {{ timestamp_from_ms('ts') }} as start_time,
  cast(nullif("userId", '') as integer) as user_id,
  "firstName" as first_name,
  "lastName" as last_name,
  gender,
  level,
  {{ timestamp_from_ms('cast(registration as bigint)') }} as registered_at,
  cast("sessionId" as integer) as session_id,
  cast("itemInSession" as integer) as item_in_session,
  page,
  auth,
  method,
  cast(status as integer) as status,
  song,
  artist,
  length,
  location,
  "userAgent" as user_agent
from {{ source('raw', 'events') }}
