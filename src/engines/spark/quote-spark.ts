/** An identifier for Spark SQL, always in backticks. */
export function quoteSparkName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/**
 * A string literal for Spark SQL, in which a backslash escapes.
 *
 * @see https://spark.apache.org/docs/latest/sql-ref-literals.html#string-literal
 */
export function quoteSparkText(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `'${escaped}'`;
}
