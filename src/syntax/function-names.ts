/** Functions of DuckDB whose last argument may be a lambda; anywhere else `a -> b` takes a value out of JSON. */
export const lambdaFunctions: ReadonlySet<string> = new Set([
  ...['apply', 'filter', 'reduce', 'list_apply', 'list_transform', 'list_filter', 'list_reduce'],
  ...['array_apply', 'array_transform', 'array_filter', 'array_reduce'],
]);

/** DuckDB's aggregates, and its macros that are made of some. */
export const aggregates: ReadonlySet<string> = new Set([
  ...['any_value', 'approx_count_distinct', 'approx_quantile', 'approx_top_k', 'arbitrary', 'arg_max'],
  ...['arg_max_null', 'arg_max_nulls_last', 'arg_min', 'arg_min_null', 'arg_min_nulls_last', 'argmax'],
  ...['argmin', 'array_agg', 'avg', 'bit_and', 'bit_or', 'bit_xor', 'bitstring_agg', 'bool_and', 'bool_or'],
  ...['corr', 'count', 'count_if', 'count_star', 'countif', 'covar_pop', 'covar_samp', 'entropy', 'favg'],
  ...['first', 'fsum', 'geomean', 'geometric_mean', 'group_concat', 'histogram', 'histogram_exact'],
  ...['kahan_sum', 'kurtosis', 'kurtosis_pop', 'last', 'list', 'listagg', 'mad', 'max', 'max_by', 'mean'],
  ...['median', 'min', 'min_by', 'mode', 'product', 'quantile', 'quantile_cont', 'quantile_disc'],
  ...['regr_avgx', 'regr_avgy', 'regr_count', 'regr_intercept', 'regr_r2', 'regr_slope', 'regr_sxx'],
  ...['regr_sxy', 'regr_syy', 'reservoir_quantile', 'sem', 'skewness', 'stddev', 'stddev_pop'],
  ...['stddev_samp', 'string_agg', 'sum', 'sum_no_overflow', 'sumkahan', 'var_pop', 'var_samp', 'variance'],
  ...['wavg', 'weighted_avg'],
]);

/** Functions in FROM that compute their rows from their arguments alone; others read files or the catalog. */
export const rowFunctions: ReadonlySet<string> = new Set([
  ...['unnest', 'range', 'generate_series', 'repeat', 'repeat_row', 'json_each', 'json_tree'],
]);

/** Values of the time that SQL writes as if they were columns. */
export const timeNames: ReadonlySet<string> = new Set([
  ...['current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp'],
]);

/** All values that SQL writes as if they were columns. */
export const valueNames: ReadonlySet<string> = new Set([
  ...timeNames,
  ...['current_user', 'current_role', 'session_user', 'user', 'current_catalog', 'current_schema'],
]);

/**
 * Functions that may give another value of the same arguments: they ask for the time, for chance, or for what is outside
 * of the query. By DuckDB's own word those that are not CONSISTENT, and macros of it that are made of some.
 */
export const unrepeatableFunctions: ReadonlySet<string> = new Set([
  ...['now', 'today', 'get_current_time', 'get_current_timestamp', 'transaction_timestamp', 'ago', 'age'],
  ...timeNames,
  ...['random', 'setseed', 'uuid', 'uuidv4', 'uuidv7', 'gen_random_uuid', 'nextval', 'currval'],
  ...['getvariable', 'current_setting', 'getenv', 'version', 'write_log', 'sleep_ms', 'stats'],
  ...['current_database', 'current_catalog', 'current_schema', 'current_schemas', 'current_user'],
  ...['current_query', 'current_query_id', 'current_connection_id', 'current_transaction_id'],
  ...['session_user', 'user', 'txid_current', 'in_search_path', 'pg_conf_load_time'],
  ...['pg_postmaster_start_time'],
]);
