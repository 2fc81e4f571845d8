/**
 * Every name of a DuckDB type without parts, lower case, and what DESCRIBE calls it. The source is `duckdb_types()`
 * of DuckDB 1.5, plus the spellings that only its grammar knows (those of two words, `nchar`, `character`).
 */
export const scalarNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    BIGINT: ['bigint', 'int64', 'int8', 'long', 'oid'],
    BIGNUM: ['bignum', 'varint'],
    BIT: ['bit', 'bitstring'],
    BLOB: ['binary', 'blob', 'bytea', 'varbinary'],
    BOOLEAN: ['bool', 'boolean', 'logical'],
    DATE: ['date'],
    DOUBLE: ['double', 'double precision', 'float8'],
    FLOAT: ['float', 'float4', 'real'],
    GEOMETRY: ['geometry'],
    HUGEINT: ['hugeint', 'int128'],
    INTEGER: ['int', 'int32', 'int4', 'integer', 'integral', 'signed'],
    INTERVAL: ['interval'],
    JSON: ['json'],
    SMALLINT: ['int16', 'int2', 'short', 'smallint'],
    TIME: ['time', 'time without time zone'],
    'TIME WITH TIME ZONE': ['time with time zone', 'timetz'],
    TIME_NS: ['time_ns'],
    TIMESTAMP: ['datetime', 'timestamp', 'timestamp_us', 'timestamp without time zone'],
    'TIMESTAMP WITH TIME ZONE': ['timestamp with time zone', 'timestamptz'],
    TIMESTAMP_MS: ['timestamp_ms'],
    TIMESTAMP_NS: ['timestamp_ns'],
    TIMESTAMP_S: ['timestamp_s'],
    TINYINT: ['int1', 'tinyint'],
    TYPE: ['type'],
    UBIGINT: ['ubigint', 'uint64'],
    UHUGEINT: ['uhugeint', 'uint128'],
    UINTEGER: ['uint32', 'uinteger'],
    USMALLINT: ['uint16', 'usmallint'],
    UTINYINT: ['uint8', 'utinyint'],
    UUID: ['guid', 'uuid'],
    VARCHAR: [
      'bpchar',
      'char',
      'char varying',
      'character',
      'character varying',
      'nchar',
      'nvarchar',
      'string',
      'text',
      'varchar',
    ],
    VARIANT: ['variant'],
  }).flatMap(([name, aliases]) => aliases.map(alias => [alias, name])),
);

const compositeNames = ['dec', 'decimal', 'numeric', 'enum', 'map', 'row', 'struct', 'union'];

/** Whatever a type may begin with, short names first: among equally near ones a hint takes the first. */
export const typeNames: readonly string[] = [...Object.keys(scalarNames), ...compositeNames].sort(
  (a, b) => a.length - b.length,
);
