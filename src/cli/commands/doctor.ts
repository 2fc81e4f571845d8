import type { Command } from 'commander';
import { type Cli, colorsOf } from '../cli.ts';
import { type CommonOptions, projectOptions } from '../options.ts';
import { printable } from '../output/printable.ts';
import { act } from './act.ts';

interface DoctorOptions extends CommonOptions {
  readonly fix?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  command.option('--fix', 'install what is missing to read S3');
  act<DoctorOptions>(
    command,
    [
      ['sparkify doctor', 'Node, DuckDB, the project, the lake; on S3 who asks, and what is refused'],
      ['sparkify doctor --target prod', 'with another target'],
      ['sparkify doctor --target prod --fix', "installs DuckDB's extension for S3"],
    ],
    options => runDoctor(options, cli),
  );
}

async function runDoctor(options: DoctorOptions, cli: Cli): Promise<void> {
  const { doctor } = await import('../operations/doctor.ts');
  const found = await doctor({ ...projectOptions(options, cli), fix: options.fix === true });
  cli.exitCode = found.every(({ ok }) => ok) ? 0 : 2;
  const shown = options.quiet ? found.filter(({ ok, warning }) => !ok || warning) : found;
  if (options.logFormat === 'json') return void cli.stdout.write(`${JSON.stringify(shown)}\n`);
  const colors = colorsOf(cli, cli.stdout, options.color);
  const width = Math.max(...found.map(({ name }) => name.length));
  for (const { name, ok, warning, detail, hint } of shown) {
    const mark = warning ? colors.warn('WARN') : ok ? colors.good('ok  ') : colors.bad('FAIL');
    cli.stdout.write(`${mark}  ${name.padEnd(width)}  ${printable(detail)}\n`);
    if (hint !== undefined) cli.stdout.write(`${' '.repeat(width + 8)}${printable(hint)}\n`);
  }
}
