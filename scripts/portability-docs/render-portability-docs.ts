import { portable } from '../../tests/engines/portable.ts';

const intro = `# Portability to Spark

Models are written in DuckDB's SQL. Whoever wants to be able to run them on Spark, too, switches on a rule of
[check](checking.md#levels):

\`\`\`ts
import { defineConfig } from 'sparkify';

export default defineConfig({
  name: 'music',
  rules: { 'not-portable': 'error' },
});
\`\`\`

\`check\` then takes every model and data test apart with DuckDB's own parser, asks DuckDB for the type of each expression, and
writes the query in Spark SQL. Either the result is known to be the same on both engines, or it says \`not-portable\` at the
file and line, with what to write instead. A [target on Spark](spark.md) needs no rule: there
each of them is an error.

## What is the same

Below are the constructs of which it is known, by family. Each line is a case of a test that runs on a real DuckDB and a real
Spark, over rows with NULLs, ends of ranges, NaN, leap days and Unicode, and compares types and values. Where one engine fails
for a row, the other one must, too. Floats may differ in the last two bits, since libraries of mathematics do.

- Columns have the Spark type that holds all values of DuckDB's: \`TIMESTAMP\` is \`timestamp_ntz\`, \`HUGEINT\` is
  \`decimal(38,0)\`, unsigned numbers are the next larger signed ones. \`TIME\`, \`INTERVAL\`, \`UUID\` and enums have none.
- Spark runs in ANSI mode, in UTC, and with \`spark.sql.decimalOperations.allowPrecisionLoss\` off.
- What is left out here may be the same all the same: nobody has tried.
`;

/** docs/portability.md: what the suite of tests/engines compares. */
export function renderPortabilityDocs(): string {
  const families = Object.entries(portable).map(
    ([family, cases]) =>
      `### ${family[0]!.toUpperCase()}${family.slice(1)}\n\n\`\`\`text\n${cases.join('\n')}\n\`\`\`\n`,
  );
  return [intro, ...families].join('\n');
}
