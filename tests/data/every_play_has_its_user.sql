-- A relationship test passes over plays without a user; here they count.
select songplays.songplay_id, songplays.user_id
from {{ ref('songplays') }} as songplays
left join {{ ref('users') }} as users on songplays.user_id = users.user_id
where users.user_id is null
