/**
 * What the text in a JSON string must look like to be read into a type, as patterns that JavaScript and DuckDB (RE2)
 * understand alike. They are ISO 8601, narrower than DuckDB's casts, so that nothing is dropped in silence: DuckDB
 * ignores the offset of `2018-11-01T00:00:00+02:00` in a TIMESTAMP and cuts digits that the type cannot hold.
 */
const date = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const clock = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]';
const utc = '(Z|[+]00:00)?';
const offset = '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?';

const fraction = (digits: number) => `([.][0-9]{1,${digits}}0*)?`;

export const textForms: Readonly<Record<string, string>> = {
  DATE: date,
  TIME: `${clock}${fraction(6)}`,
  TIMESTAMP_S: `${date}[T ]${clock}([.]0+)?${utc}`,
  TIMESTAMP_MS: `${date}[T ]${clock}${fraction(3)}${utc}`,
  TIMESTAMP: `${date}[T ]${clock}${fraction(6)}${utc}`,
  TIMESTAMP_NS: `${date}[T ]${clock}${fraction(9)}${utc}`,
  'TIMESTAMP WITH TIME ZONE': `${date}[T ]${clock}${fraction(6)}${offset}`,
  UUID: '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}',
};

/**
 * A JSON number with a fraction or an exponent is a binary double to every reader, DuckDB's included (RFC 8259,
 * section 6). Up to so many significant digits a decimal survives that unchanged; with more it may not.
 */
export const EXACT_DIGITS = 15;
