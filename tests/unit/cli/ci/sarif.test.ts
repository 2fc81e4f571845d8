import test from 'ava';
import { renderSarif } from '../../../../src/cli/ci/sarif.ts';
import { codes, type DiagnosticCode } from '../../../../src/diagnostics/codes.ts';
import { type Diagnostic, errorDiagnostic, warning } from '../../../../src/diagnostics/diagnostic.ts';
import { sarifProblems } from '../../../helpers/sarif-schema.ts';

function rendered(...diagnostics: readonly Diagnostic[]) {
  const repositoryPath = (file: string) => `lake/${file}`;
  const log = JSON.parse(renderSarif({ diagnostics, ended: true, version: '1.2.3', repositoryPath }));
  return { log, run: log.runs[0] };
}

test('the log names its version and tool', t => {
  const { log, run } = rendered();
  t.is(log.version, '2.1.0');
  t.deepEqual(run.tool.driver, { name: 'sparkify', version: '1.2.3', rules: [] });
  t.deepEqual([run.columnKind, run.results], ['utf16CodeUnits', []]);
});

test('a result points at its rule and at its place in the repository', t => {
  const at = { file: 'models/a b.sql', line: 3, column: 5, length: 4 };
  const { run } = rendered(
    errorDiagnostic('unknown-column', 'No column.', { at, hint: 'Did you?' }),
    warning('undeclared-column', 'No such column.', { at: { file: 'models/a.yml', line: 1, column: 1 } }),
  );
  t.deepEqual(
    run.results.map((result: { ruleId: string; ruleIndex: number }) => [
      result.ruleId,
      run.tool.driver.rules[result.ruleIndex].id,
    ]),
    [
      ['unknown-column', 'unknown-column'],
      ['undeclared-column', 'undeclared-column'],
    ],
  );
  t.deepEqual(
    run.results.map((result: { level: string }) => result.level),
    ['error', 'warning'],
  );
  t.is(run.results[0].message.text, 'No column.\nDid you?');
  t.deepEqual(run.results[0].locations[0].physicalLocation, {
    artifactLocation: { uri: 'lake/models/a%20b.sql', uriBaseId: '%SRCROOT%' },
    region: { startLine: 3, startColumn: 5, endColumn: 9 },
  });
});

test('every rule says what it means and what to do, without a link that leads nowhere', t => {
  const { run } = rendered(errorDiagnostic('private-ref', 'Private.'));
  const [rule] = run.tool.driver.rules;
  t.is(rule.id, 'private-ref');
  t.is(rule.shortDescription.text, codes['private-ref']);
  t.true(rule.help.text.startsWith(codes['private-ref']));
  t.regex(rule.help.markdown, / join its group, or give it `access: protected`\. See `docs\/groups\.md`\.$/);
  t.regex(rule.help.text, / join its group, or give it access: protected\. See docs\/groups\.md\.$/);
});

test('a log with every code of the catalogue is what the standard asks for', t => {
  const at = { file: 'models/ä b.sql', line: 3, column: 5, length: 4 };
  const { log, run } = rendered(
    ...(Object.keys(codes) as DiagnosticCode[]).flatMap(code => [
      errorDiagnostic(code, 'Wrong.\u001b', { at, hint: 'Mend it.' }),
      warning(code, 'Odd.'),
    ]),
  );
  t.is(run.tool.driver.rules.length, Object.keys(codes).length);
  t.deepEqual(sarifProblems(log), []);
  t.deepEqual(sarifProblems(rendered().log), []);
});

test('the schema of the standard refuses what is not in it', t => {
  const { log } = rendered(errorDiagnostic('cycle', 'A circle.'));
  t.not(sarifProblems({ ...log, version: '2.0.0' }).length, 0);
  t.not(sarifProblems({ ...log, runs: [{ ...log.runs[0], tool: {} }] }).length, 0);
});

test('what has no place is shown at the settings, for a scanner takes no result without one', t => {
  const { run } = rendered(errorDiagnostic('cycle', 'A circle.'));
  t.is(run.results[0].locations[0].physicalLocation.artifactLocation.uri, 'lake/sparkify.config.ts');
});
