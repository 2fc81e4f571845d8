import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { NodeResult } from '../../run/run-event.ts';
import { isFailure, problemLines, type SummaryContext } from '../reporters/problem-lines.ts';
import type { RepositoryPath } from './repository-paths.ts';
import { xmlElement, xmlText } from './xml.ts';

export interface JunitInput {
  readonly results: readonly NodeResult[];
  /** What kept the run as a whole from its end: errors of the project, an interruption. */
  readonly problems: readonly Diagnostic[];
  /** Seconds. */
  readonly seconds: number;
  readonly context: SummaryContext;
  readonly repositoryPath: RepositoryPath;
}

interface TestCase {
  readonly suite: string;
  readonly seconds: number;
  readonly outcome: 'passed' | 'failures' | 'errors' | 'skipped';
  readonly xml: string;
}

/**
 * A run in the form of JUnit that CI services read: one `testsuite` for each type of resource and one `testcase` for
 * each node; what concerns the whole run has a suite of its own.
 */
export function renderJunit(input: JunitInput): string {
  const cases = [
    ...input.problems.map(problem => problemCase(problem, input)),
    ...input.results.map(result => nodeCase(result, input)),
  ];
  const suites = [...new Set(cases.map(({ suite }) => suite))].map(name => {
    const own = cases.filter(({ suite }) => suite === name);
    const seconds = own.reduce((sum, one) => sum + one.seconds, 0);
    return `  ${xmlElement('testsuite', { name, ...counts(own), time: time(seconds) }, [
      ...own.map(({ xml }) => `\n    ${xml}`),
      '\n  ',
    ])}\n`;
  });
  const attributes = {
    name: `sparkify ${input.context.command}`,
    ...counts(cases),
    time: time(input.seconds),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', attributes, ['\n', ...suites])}\n`;
}

function counts(cases: readonly TestCase[]): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
  const count = (outcome: TestCase['outcome']) => cases.filter(one => one.outcome === outcome).length;
  return {
    tests: cases.length,
    failures: count('failures'),
    errors: count('errors'),
    skipped: count('skipped'),
  };
}

function problemCase({ code, message, at, hint }: Diagnostic, input: JunitInput): TestCase {
  const name = at === undefined ? code : `${code} ${at.file}:${at.line}:${at.column}`;
  const text = hint === undefined ? message : `${message}\n${hint}`;
  const error = xmlElement('error', { message, type: code }, [xmlText(text)]);
  const place = at && { file: input.repositoryPath(at.file), line: at.line };
  const attributes = { name, classname: 'sparkify', time: time(0), ...place };
  return { suite: 'run', seconds: 0, outcome: 'errors', xml: xmlElement('testcase', attributes, [error]) };
}

function nodeCase(result: NodeResult, input: JunitInput): TestCase {
  const { node, executionTime: seconds } = result;
  const at = result.diagnostic?.at ?? node.at;
  const attributes = {
    name: node.name,
    // `test.<project>`: what readers show as a folder around the cases.
    classname: node.uniqueId.split('.', 2).join('.'),
    time: time(seconds),
    file: input.repositoryPath(at?.file ?? node.file),
    line: at?.line,
  };
  const { outcome, content } = outcomeOf(result, input);
  return { suite: node.resourceType, seconds, outcome, xml: xmlElement('testcase', attributes, content) };
}

function outcomeOf(
  result: NodeResult,
  { context }: JunitInput,
): { readonly outcome: TestCase['outcome']; readonly content: readonly string[] } {
  const { status, message = status, diagnostic } = result;
  if (status === 'skipped' || status === 'interrupted')
    return { outcome: 'skipped', content: [xmlElement('skipped', { message })] };
  const details = () => [xmlText(problemLines(result, context).join('\n'))];
  if (isFailure(status)) {
    const failed = status === 'fail';
    const type = diagnostic?.code ?? status;
    return {
      outcome: failed ? 'failures' : 'errors',
      content: [xmlElement(failed ? 'failure' : 'error', { message, type }, details())],
    };
  }
  // JUnit knows no warnings: such a test has passed, and says what it found; one with a note says that.
  const told = status === 'warn' ? details() : result.note === undefined ? [] : [xmlText(result.note)];
  return { outcome: 'passed', content: told.length > 0 ? [xmlElement('system-out', {}, told)] : [] };
}

function time(seconds: number): string {
  return seconds.toFixed(3);
}
