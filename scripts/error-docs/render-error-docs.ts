import { codes, type DiagnosticCode } from '../../src/diagnostics/codes.ts';
import { errorSections } from '../../src/diagnostics/error-sections.ts';

const head = `# Errors

<!-- Written by scripts/write-error-docs.ts. -->

Every error and warning has a code that stays the same from version to version, so that scripts may rely on it. It stands
behind the severity in the output, and as \`code\` in the JSON log and in the [library](library.md).

    models/marts/daily_plays.sql:5:3  error  unknown-column
      Table "plays" does not have a column named "levell".
        4 |   cast(plays.played_at as date) as day,
      > 5 |   plays.levell,
          |   ^^^^^^^^^^^^
        6 |   levels.monthly_price,
      Did you mean "level"?

An error in the project's settings or files ends a command with exit code 2, before anything runs. A failure of a model,
a source, a test or the lake ends it with exit code 1.
`;

/** The text of docs/errors.md: each code of the catalogue with its meaning and with what to do. */
export function renderErrorDocs(): string {
  const sections = errorSections.map(({ title, advice }) => {
    const rows = Object.entries(advice).map(([code, text]) => row(code as DiagnosticCode, text));
    return [`## ${title}`, '', '| code | meaning | what to do |', '|---|---|---|', ...rows, ''].join('\n');
  });
  return [head, ...sections].join('\n');
}

function row(code: DiagnosticCode, advice: string): string {
  return `| \`${code}\` | ${cell(codes[code])} | ${cell(advice)} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
