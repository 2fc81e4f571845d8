import type { CheckedProject } from '../../check/checked-project.ts';
import type { CompiledModel, CompiledSeed } from '../../compile/node.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { underPolicy } from '../../diagnostics/warn-policy.ts';
import type { DeferOptions } from '../../run/defer/deferral.ts';
import type { Reading } from '../../run/reading.ts';
import type { TriedModel } from '../../run/try-model.ts';
import { thrownProblems } from '../ci/thrown-problems.ts';
import { type Cli, colorsOf } from '../cli.ts';
import { type CommonOptions, projectOptions } from '../options.ts';
import { renderDiagnostic, renderDiagnosticCount, sortDiagnostics } from '../output/diagnostic-text.ts';
import { renderQuantity } from '../output/quantity.ts';
import { renderTried } from '../output/tried-text.ts';
import { projectFolder, projectTexts } from '../project-texts.ts';
import { stamp } from '../reporters/stamp.ts';
import { parseWarnPolicy } from '../warn-policy.ts';
import { watchProject } from './watch-project.ts';

export interface WatchDevOptions extends CommonOptions {
  readonly model: string | undefined;
  readonly reading: Reading;
  readonly defer: DeferOptions | undefined;
  readonly limit: number;
}

/**
 * Checks a project after each change, and tries the models that changed. Each round shows how things are now: on a terminal
 * it begins on an empty screen, so that what was mended is gone.
 */
export async function watchDev(options: WatchDevOptions, cli: Cli): Promise<void> {
  const { DevMemory, devRound } = await import('../operations/dev.ts');
  const policy = parseWarnPolicy(options, cli.env);
  const memory = new DevMemory();
  const readText = projectTexts(await projectFolder(cli.cwd, options.projectDir));
  const colors = colorsOf(cli, cli.stdout, options.color);
  const write = (text: string) => cli.stdout.write(`${text}\n`);
  const say = (line: string) => write(stamp([line], cli.now()).join('\n'));
  const showProblems = (found: readonly Diagnostic[]) => {
    const all = underPolicy(found, policy);
    const errors = sortDiagnostics(all.filter(({ severity }) => severity === 'error'));
    if (cli.stdout.isTTY) cli.stdout.write(emptyScreen);
    for (const diagnostic of errors) write(`${renderDiagnostic(diagnostic, colors, readText)}\n`);
    const warned = all.length - errors.length;
    // Who writes a model does not want to hear at each save that it lacks a description.
    const more = warned === 0 ? '' : `; \`sparkify check\` shows ${renderQuantity(warned, 'warning')}`;
    const tone = errors.length > 0 ? colors.bad : colors.good;
    say(`Checked: ${tone(renderDiagnosticCount(errors))}${more}`);
  };
  await watchProject(options, cli, async settle => {
    const { model, reading, limit, defer } = options;
    try {
      await devRound(
        {
          ...{ ...projectOptions(options, cli), model, reading, limit, defer },
          onChecked: (project: CheckedProject) => {
            const signal = settle(project.config);
            showProblems(project.diagnostics);
            return signal;
          },
          onStart: (node: CompiledModel | CompiledSeed) => say(`Trying ${node.name} …`),
          onTried: (node: CompiledModel | CompiledSeed, tried: TriedModel) =>
            write(
              renderTried(node, tried, { ...{ colors, readText, reading }, columns: cli.stdout.columns }),
            ),
        },
        memory,
      );
    } catch (error) {
      const problems = thrownProblems(error);
      if (problems.length === 0) throw error;
      showProblems(problems);
    }
    say('Watching for changes; Ctrl-C ends it.');
  });
}

/** What was there goes, from the scrollback, too, and the next line is the first. */
const emptyScreen = '\u001b[2J\u001b[3J\u001b[H';
