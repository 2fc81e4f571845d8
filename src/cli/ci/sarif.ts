import { codes, type DiagnosticCode } from '../../diagnostics/codes.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { errorSections } from '../../diagnostics/error-sections.ts';
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

/** What a reader of the file sees is all that it has: the advice itself stands here, as the pages may be elsewhere. */
function rule(code: DiagnosticCode): object {
  const meaning = codes[code];
  const text = `${meaning} ${adviceFor(code)}`;
  return {
    id: code,
    shortDescription: { text: meaning },
    fullDescription: { text: text.replaceAll('`', '') },
    help: { text: text.replaceAll('`', ''), markdown: text },
  };
}

/** Links lead from page to page of docs/, which are not beside a SARIF file: their targets are named instead. */
function adviceFor(code: DiagnosticCode): string {
  const advice = errorSections.map(section => section.advice[code]).find(each => each !== undefined);
  return (advice ?? '').replaceAll(/\[[^\]]+\]\(([^)#]+)[^)]*\)/g, '`docs/$1`');
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
