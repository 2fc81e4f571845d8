import type { Command } from 'commander';
import { CheckMemory } from '../../check/check-memory.ts';
import type { CheckedProject } from '../../check/checked-project.ts';
import { isConstraint } from '../../compile/node.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { underPolicy } from '../../diagnostics/warn-policy.ts';
import { annotate } from '../ci/annotate.ts';
import { withSarifFile } from '../ci/sarif-file.ts';
import { type Cli, colorsOf } from '../cli.ts';
import { breakingOption, type CommonOptions, projectOptions } from '../options.ts';
import { renderDiagnostic, renderDiagnosticCount, sortDiagnostics } from '../output/diagnostic-text.ts';
import { renderJsonLine } from '../output/json-line.ts';
import { renderQuantity } from '../output/quantity.ts';
import { projectTexts } from '../project-texts.ts';
import { diagnosticEntry } from '../reporters/log-entry.ts';
import { parseWarnPolicy } from '../warn-policy.ts';
import { watchCheck } from '../watch/watch-check.ts';
import { act } from './act.ts';

interface CheckOptions extends CommonOptions {
  readonly sarif?: string;
  readonly allowBreakingChanges?: boolean;
  readonly watch?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  command
    .addOption(breakingOption())
    .option('--sarif <file>', 'write what is found for a code scanner, as SARIF')
    .option('-w, --watch', 'check again after each change, one problem a line for editors');
  act<CheckOptions>(
    command,
    [
      ['sparkify check', 'bind every query; reads no data'],
      ['sparkify check --target prod', 'with the variables and rules of a target'],
      ['sparkify check --log-format json', 'one diagnostic a line, for editors and CI'],
      ['sparkify check --watch', 'again after each change, until Ctrl-C'],
      ['sparkify check --sarif target/check.sarif', 'a file for a code scanner'],
    ],
    options => runCheck(options, cli),
  );
}

async function runCheck(options: CheckOptions, cli: Cli): Promise<void> {
  const { check } = await import('../../sparkify.ts');
  const policy = parseWarnPolicy(options, cli.env);
  const memory = new CheckMemory();
  const checkProject = async () => {
    memory.nextRound();
    const { allowBreakingChanges } = options;
    const checked = await check({ ...projectOptions(options, cli), allowBreakingChanges }, memory);
    return { ...checked, diagnostics: underPolicy(checked.diagnostics, policy) };
  };
  if (options.watch) return watchCheck(() => withSarifFile(options, cli, checkProject), options, cli);
  const project = await withSarifFile(options, cli, checkProject);
  const errors = project.diagnostics.filter(({ severity }) => severity === 'error');
  const shown = sortDiagnostics(options.quiet ? errors : project.diagnostics);
  const checked = checkedText(project);
  cli.stdout.write(
    options.logFormat === 'json'
      ? jsonReport(shown, checked, cli)
      : textReport(shown, checked, project, options, cli),
  );
  await annotate({ diagnostics: shown }, options, cli);
  cli.exitCode = errors.length > 0 ? 2 : 0;
}

function textReport(
  shown: readonly Diagnostic[],
  checked: string,
  { config }: CheckedProject,
  options: CommonOptions,
  cli: Cli,
): string {
  const colors = colorsOf(cli, cli.stdout, options.color);
  const readText = projectTexts(config.projectDir);
  const blocks = shown.map(diagnostic => `${renderDiagnostic(diagnostic, colors, readText)}\n\n`);
  if (options.quiet) return blocks.join('');
  const tone = shown.some(({ severity }) => severity === 'error')
    ? colors.bad
    : shown.length > 0
      ? colors.warn
      : colors.good;
  return `${blocks.join('')}${checked}: ${tone(renderDiagnosticCount(shown))}\n`;
}

function jsonReport(shown: readonly Diagnostic[], checked: string, cli: Cli): string {
  const count = renderDiagnosticCount(shown);
  const entries = shown.map(diagnosticEntry);
  const end = {
    level: 'info',
    event: 'CheckFinished',
    message: `${checked}: ${count}`,
    data: {},
  } as const;
  return [...entries, end].map(entry => renderJsonLine(entry, cli.now())).join('');
}

/** `Checked 7 models, 1 seed, 2 sources and 25 data tests`. */
function checkedText({ nodes }: CheckedProject): string {
  const count = (type: string) =>
    nodes.filter(node => node.resourceType === type && !isConstraint(node)).length;
  const parts = [
    renderQuantity(count('model'), 'model'),
    renderQuantity(count('seed'), 'seed'),
    ...(count('snapshot') === 0 ? [] : [renderQuantity(count('snapshot'), 'snapshot')]),
    renderQuantity(count('source'), 'source'),
    ...(count('exposure') === 0 ? [] : [renderQuantity(count('exposure'), 'exposure')]),
    ...(count('unit_test') === 0 ? [] : [renderQuantity(count('unit_test'), 'unit test')]),
  ];
  return `Checked ${parts.join(', ')} and ${renderQuantity(count('test'), 'data test')}`;
}
