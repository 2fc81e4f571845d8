{#- A zone-free UTC timestamp in microseconds from milliseconds since the epoch. -#}
{%- macro timestamp_from_ms(milliseconds) -%}
make_timestamp({{ milliseconds }} * 1000)
{%- endmacro -%}
