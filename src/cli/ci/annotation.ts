import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../../diagnostics/position.ts';
import type { NodeResult } from '../../run/run-event.ts';
import { printable } from '../output/printable.ts';
import { nodeTitle } from '../reporters/node-phrase.ts';
import { isFailure } from '../reporters/problem-lines.ts';
import type { RepositoryPath } from './repository-paths.ts';

/** A diagnostic as a command to GitHub's runner, which marks the line in the change. */
export function diagnosticAnnotation(diagnostic: Diagnostic, repositoryPath: RepositoryPath): string {
  const { severity, code, message, at, hint } = diagnostic;
  const text = hint === undefined ? message : `${message}\n${hint}`;
  return annotation(severity, at, code, text, repositoryPath);
}

/** The same for a node that failed or warned; undefined when it did neither. */
export function resultAnnotation(result: NodeResult, repositoryPath: RepositoryPath): string | undefined {
  const { node, status, diagnostic, message = status, compiledPath } = result;
  if (!isFailure(status) && status !== 'warn') return undefined;
  const at = diagnostic?.at ?? node.at ?? { file: node.file, line: 1, column: 1 };
  const lines = [message, ...(diagnostic?.hint === undefined ? [] : [diagnostic.hint])];
  if (compiledPath !== undefined) lines.push(`compiled code at ${compiledPath}`);
  const severity = status === 'warn' ? 'warn' : 'error';
  return annotation(severity, at, nodeTitle(node), lines.join('\n'), repositoryPath);
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function annotation(
  severity: Diagnostic['severity'],
  at: SourcePosition | undefined,
  title: string,
  message: string,
  repositoryPath: RepositoryPath,
): string {
  const place = at === undefined ? {} : placeOf(at, repositoryPath);
  const properties = Object.entries({ ...place, title }).map(([key, value]) => `${key}=${property(value)}`);
  const command = severity === 'error' ? 'error' : 'warning';
  return `::${command} ${properties.join(',')}::${data(message)}`;
}

function placeOf({ file, line, column, length }: SourcePosition, repositoryPath: RepositoryPath) {
  const end = length === undefined ? {} : { endColumn: column + length };
  return { file: repositoryPath(file), line, col: column, ...end };
}

/** As in `@actions/core`: what would end the line, then what would end a property. */
function data(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(value: string | number): string {
  return data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
