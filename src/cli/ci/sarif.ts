import { codes, type DiagnosticCode } from '../../diagnostics/codes.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../../diagnostics/position.ts';
import { printable } from '../output/printable.ts';
import type { RepositoryPath } from './repository-paths.ts';

export interface SarifInput {
  readonly diagnostics: readonly Diagnostic[];
  /** False when the check itself did not come to its end. */
  readonly ended: boolean;
  readonly version: string;
  readonly repositoryPath: RepositoryPath;
}

/** What a code scanner shows for something without a place: it takes no result that has none. */
const nowhere: SourcePosition = { file: 'sparkify.config.ts', line: 1, column: 1 };

/**
 * Diagnostics as a log of SARIF 2.1.0 (OASIS, 27 March 2020), one rule for each code that occurs.
 * Places are relative to the root of the repository, columns in UTF-16 units as everywhere here.
 */
export function renderSarif({ diagnostics, ended, version, repositoryPath }: SarifInput): string {
  const used = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sparkify', version, rules: used.map(rule) } },
        invocations: [{ executionSuccessful: ended }],
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map(diagnostic => ({
          ruleId: diagnostic.code,
          ruleIndex: used.indexOf(diagnostic.code),
          level: diagnostic.severity === 'error' ? 'error' : 'warning',
          message: { text: messageText(diagnostic) },
          locations: [{ physicalLocation: location(diagnostic.at ?? nowhere, repositoryPath) }],
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function rule(code: DiagnosticCode): object {
  const page = `docs/errors.md says what to do about ${code}.`;
  return {
    id: code,
    shortDescription: { text: codes[code] },
    help: { text: page, markdown: page.replace(code, `\`${code}\``) },
  };
}

function messageText({ message, hint }: Diagnostic): string {
  return printable(hint === undefined ? message : `${message}\n${hint}`);
}

function location({ file, line, column, length }: SourcePosition, repositoryPath: RepositoryPath): object {
  const uri = repositoryPath(file).split('/').map(encodeURIComponent).join('/');
  const end = length === undefined ? {} : { endColumn: column + length };
  return {
    artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
    region: { startLine: line, startColumn: column, ...end },
  };
}
