{% macro timestamp_from_ms(milliseconds) -%}
  make_timestamp({{ milliseconds }} * 1000)
{%- endmacro %}
