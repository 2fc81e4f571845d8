-- numbers
i
i + 1
i - 1
i * 2
-i
b + 1
b * i
i + b
i + d
d * 2
e + 1
e * 2
e * e
e - d
e + i
e / 3
i / 2
i / 0
d / 0
1 / i
i // 2
i // 0
b // 2
i % 3
i % 0
mod(b, 5)
abs(i)
abs(d)
abs(e)
sign(i)
sign(d)
sign(e)
floor(d)
ceil(e)
floor(e)
round(d)
round(d, 1)
round(e, 1)
round(e)
round(i)
sqrt(abs(d))
sqrt(d)
ln(d)
log10(d)
log2(d)
log(d)
exp(d)
exp(i)
power(d, 2)
power(i, 2)
pow(2, i)
i ** 2
sin(d)
cos(i)
tan(i)
asin(d)
atan(d)
atan2(d, i)
degrees(d)
radians(d)
cbrt(d)
pi()
isnan(d)
isinf(d)
isfinite(d)
greatest(i, 3)
least(i, 3, null)
greatest(d, 1)
greatest(s, 'b')
ifnull(e, 0)
bit_count(i)
xor(i, 3)
i & 3
i | 3
~i
si + 1
si * si
si + si
h + 1
h * 2
d / -0.0
bit_count(si)
ceil(d)
ceiling(e)
i ^ 2
acos(d / 1000000)
sinh(e / 100)
cosh(i / 1000)
tanh(d)

-- comparisons
nullif(i, 1)
coalesce(i, b)
coalesce(s, 'none')
i = 1
i > b
i <> 1
i = d
d > 1
e > 1.5
e = d
s = 'a'
s < 'b'
i is null
i is not null
i in (1, 2, null)
i not in (1, 2)
i between 0 and 10
s between 'a' and 'b'
i is distinct from 1
i is not distinct from null
bo and i > 0
bo or i > 0
not bo
bo is true
case when i > 0 then 'p' when i < 0 then 'n' end
case i when 1 then 1.5 else 2 end
case when bo then i else e end
if(bo, 1, 2.5)
s = 'ä€😀'
ifnull(i, 0)

-- casts
d = 'nan'::double
i::bigint
i::smallint
d::int
d::bigint
e::int
e::double
i::varchar
e::varchar
bo::varchar
dt::varchar
ts::varchar
bo::int
i::boolean
s::int
s::double
try_cast(s as int)
try_cast(s as double)
try_cast(s as decimal(5,1))
'12'::int
try_cast(' 12 ' as int)
try_cast('1.6' as int)
try_cast('1e3' as int)
try_cast(d as int)
try_cast('+5' as int)
try_cast('5.' as int)
try_cast('.5' as int)
try_cast('' as int)
try_cast('nan' as int)
try_cast('inf' as double)
try_cast('Infinity' as double)
try_cast('1d' as double)
try_cast('1f' as double)
try_cast('true' as boolean)
try_cast('t' as boolean)
try_cast('yes' as boolean)
try_cast('1' as boolean)
try_cast('off' as boolean)
try_cast('2020-01-01 10:00' as timestamp)
try_cast('2020-01-01 25:00:00' as timestamp)
try_cast('1.005' as decimal(5,2))
try_cast('1e2' as decimal(5,2))
try_cast('12345.6' as decimal(5,2))
try_cast('12' as double)
try_cast('1_000' as int)
try_cast('1_' as int)
try_cast('_1' as int)
try_cast('1__0' as int)
try_cast('1_0.5' as int)
try_cast('1_0.5' as double)
try_cast('1_0.5' as decimal(8,2))
try_cast('1e1_0' as bigint)
try_cast(' -1_0 ' as int)
try_cast('0x1F' as int)
try_cast('0X1f' as bigint)
try_cast('0x1F ' as int)
try_cast('-0x1F' as int)
try_cast('0x' as int)
try_cast('0x1_F' as int)
try_cast('0xFFFFFFFFFFFFFFFF' as bigint)
try_cast('0x7FFFFFFFFFFFFFFF' as bigint)
try_cast('0x1F' as double)
try_cast('0x1p3' as double)
try_cast('0b101' as int)
try_cast('0b1_0' as smallint)
try_cast('0b2' as int)
try_cast('0b1' as decimal(5,2))
try_cast('1.49999999999999' as int)
try_cast('-1.49999999999999' as int)
try_cast('2.5' as int)
try_cast('-2.5' as int)
try_cast('12345678901234567890123456789012345678' as hugeint)
try_cast('.49999999999999' as int)
dt::timestamp
ts::date

-- texts
lower(s)
upper(s)
length(s)
strlen(s)
concat(s, 'x', i)
s || 'x'
s || i
s like 'a%'
s like '%_b'
s like 'a\b'
s not like '%a%'
s ilike 'ABC'
trim(s)
ltrim(s)
rtrim(s)
trim(s, 'a')
ltrim(s, 'ax ')
substring(s, 1, 2)
substring(s, 2)
substr(s, 2, 1)
left(s, 2)
right(s, 2)
reverse(s)
replace(s, 'a', 'bb')
replace(s, '', 'x')
translate(s, 'ab', 'x')
repeat(s, 2)
repeat(s, 0)
lpad(s, 5, '*')
rpad(s, 5, '*')
lpad(s, 2, '*')
starts_with(s, 'a')
ends_with(s, 'c')
contains(s, 'a')
contains(s, '')
position('b' in s)
instr(s, 'b')
strpos(s, '')
string_split(s, ',')
split_part(s, ',', 2)
split_part(s, ',', 9)
md5(s)
sha256(s)
sha1(s)
ascii(s)
chr(65)
unicode(s)
hex(s)
concat_ws('-', s, 'x', null)
lcase(s)
ucase(s)
char_length(s)
character_length(s)
s not ilike '%A%'
s ^@ 'a'
suffix(s, 'c')
prefix(s, 'a')
str_split(s, ',')
string_to_array(s, ',')
split(s, 'b')
encode(s)
to_base64(encode(s))
base64(encode(s))

-- patterns
regexp_matches(s, '[a-z]+')
regexp_replace(s, '[a-z]', 'X')
regexp_replace(s, '[a-z]', 'X', 'g')
regexp_extract(s, '([a-z])', 1)
s ~ '[a-z]+'
regexp_matches(s, '^a.*c$')
regexp_replace(s, '([a-z])', '<\1>', 'g')
regexp_replace(s, '(b)', '[\1]')
regexp_extract(s, '[0-9]+')

-- moments
year(dt)
month(dt)
day(dt)
quarter(dt)
hour(ts)
minute(ts)
second(ts)
hour(dt)
dayofweek(dt)
weekday(dt)
isodow(dt)
dayofyear(dt)
week(dt)
weekofyear(ts)
isoyear(dt)
date_part('year', ts)
date_part('dow', ts)
extract(second from ts)
date_trunc('day', ts)
date_trunc('hour', ts)
date_trunc('week', ts)
date_trunc('month', dt)
date_trunc('quarter', ts)
date_trunc('year', ts)
date_trunc('second', ts)
date_trunc('minute', ts)
date_diff('day', dt, date '2020-01-01')
date_diff('day', ts, timestamp '2020-01-01 12:00:00')
date_diff('hour', ts, timestamp '2020-01-01 12:00:00')
date_diff('minute', ts, timestamp '2020-01-01 12:00:00')
date_diff('second', ts, timestamp '2020-01-01 12:00:00')
date_diff('month', ts, timestamp '2020-01-31 12:00:00')
date_diff('year', dt, date '2020-01-01')
datediff('day', dt, date '2020-01-01')
last_day(dt)
last_day(ts)
monthname(dt)
dayname(dt)
monthname(ts)
epoch_ms(ts)
epoch_ms(1541121934796)
epoch_us(ts)
epoch(ts)
make_timestamp(1541121934796000)
make_date(2020, 2, 29)
dt + 1
dt - 1
dt - date '2018-01-01'
dt + interval 1 day
ts + interval 1 day
ts - interval 2 hour
ts + interval '1 month'
dt + interval 1 month
ts > timestamp '2018-01-01'
dt = ts
dt < '2018-06-01'
ts >= '2018-11-04'
ts - interval 3 months
make_timestamp(2020, 1, 2, 3, 4, 5.5)
dayofmonth(dt)
datepart('month', ts)
datetrunc('month', ts)

-- nested
length(l)
len(sl)
l || [9]
s[1]
s[2]
l[1]
l[-1]
l[0]
l[9]
list_extract(l, 2)
list_contains(l, 1)
list_contains(l, null)
contains(l, 1)
1 in l
list_unique(l)
list_sort(l)
array_sort(sl)
list_min(l)
list_max(l)
list_transform(l, x -> x * 2)
list_transform(l, lambda x: x + 1)
list_filter(l, x -> x > 1)
[x * 2 for x in l if x > 0]
list_reverse(l)
list_value(i, 1)
[i, 1.5]
[]
{'a': i, 'b': s}
{'a': i, 'b': s}.a
struct_pack(x := i)
struct_extract({'a': i}, 'a')
map{'k': i}
map(['a','b'], [i, 2])
map{'k': i}['k']
map{'k': i}['z']
map_keys(map{'k': i})
map_values(map{'k': i})
cardinality(map{'k': i})
l = [1,2,3]
l is null
list_sort(l, 'DESC')
list_pack(i, 2)
array_transform(l, x -> x * 2)
array_apply(l, x -> x * 2)
apply(l, x -> x * 2)
array_filter(l, x -> x > 1)
filter(l, x -> x > 1)
list_element(l, 1)
array_extract(l, 1)
array_contains(l, 1)
list_has(l, 1)
array_has(l, 1)
array_unique(l)

-- windows
sum(i) over (order by rn)
sum(i) over (partition by bo order by rn rows between 1 preceding and current row)
count(*) over ()
count(s) over (partition by bo)
avg(i) over (order by rn)
row_number() over (order by s, rn)
rank() over (order by bo)
dense_rank() over (order by bo desc)
percent_rank() over (order by rn)
cume_dist() over (order by bo)
ntile(3) over (order by rn)
lag(s) over (order by rn)
lag(i, 2, 0) over (order by rn)
lead(s, 1) over (order by rn desc)
lag(s ignore nulls) over (order by rn)
first_value(s) over (order by rn)
last_value(s) over (order by rn)
last_value(s) over (order by rn rows between unbounded preceding and unbounded following)
max(d) over (order by rn)
min(s) over (partition by bo order by rn desc)
first(s) over (order by rn)
last(s) over (order by rn)

-- aggregates
select count(*), count(s), count(distinct bo), sum(i), sum(b), sum(d), sum(e), avg(i), avg(e), min(s), max(ts), bool_and(bo), bool_or(bo) from t
select bo, count(*) as n, sum(si) as x from t group by bo order by bo
select bo, i > 0 as p, count(*) from t group by all order by 1, 2
select bo, sum(i) filter (where i > 0) as x from t group by 1 having count(*) > 1 order by x
select arg_max(s, rn), arg_min(s, i), max_by(s, d) from t
select stddev(i), variance(i), stddev_pop(i), var_pop(i), corr(i, rn), covar_pop(i, rn), median(i), quantile_cont(i, 0.25) from t
select median(d) from t where isfinite(d)
select count_if(bo), bit_and(i), bit_or(i), bit_xor(i) from t
select count(distinct s) filter (where bo) from t
select bo, count(*) from t group by rollup (bo) order by 1, 2
select date_trunc('month', dt) as m, count(*) from t group by m order by m
select case when i > 0 then 'pos' else 'neg' end as k, count(*) from t group by k order by k
select s from t group by s having s > 'a' order by s
select count(*) from t a, t b where a.rn < b.rn
select count(*), count(s), count(distinct bo), sum(i), sum(b), sum(d), sum(e), avg(i), avg(e), avg(b), min(s), max(ts) from t
select bo, i, count(*) from t group by grouping sets ((bo), (i)) order by 1, 2, 3
select bo, count(*) from t group by cube (bo) order by 1, 2
select bo, count(*) as n, row_number() over (order by count(*) desc, bo) as place from t group by bo order by place
select bo, sum(sum(i)) over () as x from t group by bo order by bo
select coalesce(sum(i), 0) as x from t where rn > 99
select count(*) filter (where bo), max(case when bo then i end) from t
with x as (select bo, max(rn) as rn from t group by bo) select t.* exclude (l, sl, h, ts) from t join x on t.rn = x.rn and t.bo is not distinct from x.bo order by rn
select list(i order by i desc) from t
select list(s order by s) from t
select array_agg(s order by rn) filter (where bo) from t
select list(s order by rn) from t
select year(dt) as y, count(*) as n, sum(i) * 2 as x from t group by all having n > 1 order by y
select bo, count(*) as n from t group by bo having n > 3 order by n, bo
select mean(i), countif(bo), argmax(s, rn), argmin(s, rn), min_by(s, rn), stddev_samp(i), var_samp(i), covar_samp(i, rn) from t

-- queries
select distinct bo from t order by bo
select distinct on (bo) bo, s from t order by bo, rn
select rn, s from t qualify row_number() over (partition by bo order by rn) = 1 order by rn
select rn from t order by d desc, rn limit 3
select rn from t order by s nulls first, rn limit 3 offset 1
select a.rn, b.s from t a join t b on a.rn = b.rn + 1 order by 1
select a.rn, b.s from t a left join t b on a.i = b.rn order by 1, 2
select rn, a.s from t a join t b using (rn) order by rn
select * from (select rn, s from t) a join (select rn, i from t) b using (rn) order by rn
select * from (select rn, s from t where rn < 5) a full join (select rn, i from t where rn > 3) b using (rn) order by rn
select a.rn from t a semi join t b on a.i = b.rn order by 1
select a.rn from t a anti join t b on a.i = b.rn order by 1
select * exclude (l, sl, ts, h), rn + 1 as more from t order by rn
select rn as a, a + 1 as k, k * 2 as c from t where a > 3 order by a
select i as x from t where x > 1 order by x
select rn, i from t where i in (select rn from t) order by rn
select rn from t a where exists (select 1 from t b where b.i = a.rn) order by rn
select rn from t a where i = (select max(i) from t) order by rn
select (select count(*) from t) as n
select rn, (select max(b.i) from t b where b.bo = a.bo) as m from t a order by rn
with a as (select rn, i from t), b as (select rn, i * 2 as j from a where i < 100) select a.rn, j from a left join b using (rn) order by 1
with a(x, y) as (select rn, s from t) select y from a order by x
select rn, i from t union all select rn, b from t order by rn, 2
select bo from t union select true order by 1
select rn from t except select i from t order by 1
select rn from t intersect select i from t order by 1
select rn, s from t union all by name select s, rn, i from t order by rn, i
select * from (values (1, 'a'), (2, null)) v(x, y) order by x
select unnest([1,2,3]) as u order by u
select rn, unnest(l) as u from t order by rn, u
select rn, u from t, unnest(l) as x(u) order by rn, u
select rn, u from t cross join unnest(l) as x(u) order by rn, u
from t select rn where rn < 3 order by rn
select t.* from t where rn = 1
select rn from t where s is not null and (i > 0 or bo) order by all
select distinct i > 0 as p, bo from t order by all
select * replace (i + 1 as i) from t where rn > 9 order by rn
select rn, i from t where i not in (select rn from t where rn < 3) order by rn
select x from (select rn + 1 as x from t) order by x
select x, y from (select rn as x from t where rn = 1), (select rn as y from t where rn < 3) order by all
select s, i from t order by length(s), s
select rn, lag(i) over (partition by bo order by rn) as p from t qualify p > 0 order by rn
select upper(s) as s from t where s like 'a%' order by s
select rn, (select max(b.i) from t b where b.rn <= 3) as m from t order by rn
select rn from t where ts < current_timestamp::timestamp order by rn
select rn from t where dt < current_date order by rn
select cast(ts as timestamptz) as x from t order by rn
