import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { tableLabel } from '../../compile/table-label.ts';
import { badUsage } from '../../diagnostics/bad-usage.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { writeReport } from '../ci/write-report.ts';
import { type Cli, colorsOf } from '../cli.ts';
import { interruptible } from '../interrupt.ts';
import type { Lineage } from '../operations/lineage.ts';
import { type CommonOptions, projectOptions } from '../options.ts';

import { act } from './act.ts';

interface LineageOptions extends CommonOptions {
  readonly output?: 'text' | 'json';
  readonly openlineage?: string;
  readonly files?: boolean;
  readonly partition?: string;
}

export function configure(command: Command, cli: Cli): void {
  command
    .argument('[column]', 'a column or a table, e.g. songplays.level, songplays or raw.events')
    .addOption(new Option('--output <format>', 'how to print it (default: text)').choices(['text', 'json']))
    .option('--files', 'which source files the rows of a published table came from')
    .option('--partition <values>', 'the same of one partition, e.g. year=2018/month=11')
    .option('--openlineage <file>', 'write the lineage of all models as events of OpenLineage, one a line');
  act<LineageOptions>(
    command,
    [
      ['sparkify lineage songplays.level', 'where a column comes from, step by step'],
      ['sparkify lineage songplays --output json', 'all columns of a model'],
      ['sparkify lineage songplays --partition year=2018/month=11', 'which files its rows came from'],
      ['sparkify lineage --openlineage target/lineage.ndjson', 'all of them, for a catalog'],
    ],
    (options, args) => runLineage(options, args, cli),
  );
}

async function runLineage(options: LineageOptions, [name]: readonly string[], cli: Cli): Promise<void> {
  const { openlineage, output = 'text', files = false, partition } = options;
  if (files || partition !== undefined) return runFiles(options, name, cli);
  if (name === undefined && openlineage === undefined) {
    throw new SparkifyError('bad-usage', 'lineage takes a column or a table.', {
      exitCode: 2,
      hint: 'For example `sparkify lineage songplays.level`, or `--openlineage FILE` for all models.',
    });
  }
  const { lineage } = await import('../operations/lineage.ts');
  const found = await lineage({ ...projectOptions(options, cli), name });
  if (openlineage !== undefined) {
    const lines = found.events.map(event => `${JSON.stringify(event)}\n`).join('');
    writeReport(resolve(cli.cwd, openlineage), lines, '--openlineage');
  }
  if (found.asked !== undefined) cli.stdout.write(await renderers[output](found, options, cli));
}

async function runFiles(options: LineageOptions, name: string | undefined, cli: Cli): Promise<void> {
  const { openlineage, output = 'text', partition } = options;
  if (name === undefined || openlineage !== undefined) {
    throw badUsage(
      openlineage === undefined
        ? 'Whose files are meant is not said.'
        : '--openlineage tells of columns, not of files.',
      'Name a published table: `sparkify lineage songplays --files`.',
    );
  }
  const { fileLineage } = await import('../operations/file-lineage.ts');
  const found = await interruptible(
    () => undefined,
    signal => fileLineage({ ...projectOptions(options, cli), name, partition, signal }),
  );
  if (output === 'json') {
    const { fileLineageJson } = await import('../output/file-lineage-json.ts');
    cli.stdout.write(`${JSON.stringify(fileLineageJson(found), undefined, 2)}\n`);
    return;
  }
  const { renderFileLineage } = await import('../output/file-lineage-text.ts');
  cli.stdout.write(renderFileLineage(found, colorsOf(cli, cli.stdout, options.color)));
}

const renderers = {
  text: async ({ project, index, asked }: Lineage, options: LineageOptions, cli: Cli) => {
    const { renderLineage } = await import('../output/lineage-text.ts');
    const names = new Map(project.nodes.map(node => [node.uniqueId, tableLabel(node)]));
    const colors = colorsOf(cli, cli.stdout, options.color);
    return renderLineage(asked!.table.uniqueId, asked!.columns, index, table => names.get(table)!, colors);
  },
  json: async ({ index, asked }: Lineage) => {
    const { lineageJson } = await import('../output/lineage-json.ts');
    return `${JSON.stringify(lineageJson(asked!.columns, index), undefined, 2)}\n`;
  },
} as const;
