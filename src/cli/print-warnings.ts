import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { throwOnErrors } from '../diagnostics/sparkify-error.ts';
import { underPolicy } from '../diagnostics/warn-policy.ts';
import { annotate } from './ci/annotate.ts';
import { type Cli, colorsOf } from './cli.ts';
import type { CommonOptions } from './options.ts';
import { renderDiagnostic } from './output/diagnostic-text.ts';
import { renderJsonLine } from './output/json-line.ts';
import { projectFolder, projectTexts } from './project-texts.ts';
import { diagnosticEntry } from './reporters/log-entry.ts';
import { parseWarnPolicy } from './warn-policy.ts';

/**
 * Warnings beside a command's output go to stderr, so that the output stays what it is; --quiet leaves them out.
 *
 * @throws SparkifyError when one counts as an error
 */
export async function printWarnings(
  found: readonly Diagnostic[],
  options: Omit<CommonOptions, 'select'>,
  cli: Cli,
): Promise<void> {
  const warnings = underPolicy(found, parseWarnPolicy(options, cli.env));
  throwOnErrors(warnings);
  if (options.quiet || warnings.length === 0) return;
  const readText = projectTexts(await projectFolder(cli.cwd, options.projectDir));
  const colors = colorsOf(cli, cli.stderr, options.color);
  for (const warning of warnings) {
    cli.stderr.write(
      options.logFormat === 'json'
        ? renderJsonLine(diagnosticEntry(warning), cli.now())
        : `${renderDiagnostic(warning, colors, readText)}\n`,
    );
  }
  await annotate({ diagnostics: warnings }, options, cli);
}
