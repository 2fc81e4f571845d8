-- Every record of the log, plays and other pages alike. A build reads the files that are new or corrected; the rest is here.
{{ config(
  materialized='incremental',
  published=true,
  read='new_files',
  unique_key='file_name',
  deleted_files='remove',
  partition_by='delivered_on'
) }}

select
  ts,
  {{ timestamp_from_ms('ts') }} as start_time,
  cast(date_trunc('week', {{ timestamp_from_ms('ts') }}) as date) as week,
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
  "userAgent" as user_agent,
  file_name,
  cast(nullif(regexp_extract(file_name, '[0-9]{4}-[0-9]{2}-[0-9]{2}', 0), '') as date) as delivered_on
from {{ source('raw', 'events') }}
