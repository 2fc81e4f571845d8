import type { Command } from 'commander';
import { type Cli, colorsOf } from '../cli.ts';
import { type CommonOptions, projectOptions } from '../options.ts';
import { printable } from '../output/printable.ts';
import { act } from './act.ts';

export function configure(command: Command, cli: Cli): void {
  act<CommonOptions>(
    command,
    [
      ['sparkify doctor', 'Node, DuckDB, the project, the lake'],
      ['sparkify doctor --target prod', 'with another target'],
    ],
    options => runDoctor(options, cli),
  );
}

async function runDoctor(options: CommonOptions, cli: Cli): Promise<void> {
  const { doctor } = await import('../operations/doctor.ts');
  const found = await doctor(projectOptions(options, cli));
  cli.exitCode = found.every(({ ok }) => ok) ? 0 : 2;
  const shown = options.quiet ? found.filter(({ ok }) => !ok) : found;
  if (options.logFormat === 'json') return void cli.stdout.write(`${JSON.stringify(shown)}\n`);
  const colors = colorsOf(cli, cli.stdout, options.color);
  const width = Math.max(...found.map(({ name }) => name.length));
  for (const { name, ok, detail, hint } of shown) {
    const mark = ok ? colors.good('ok  ') : colors.bad('FAIL');
    cli.stdout.write(`${mark}  ${name.padEnd(width)}  ${printable(detail)}\n`);
    if (hint !== undefined) cli.stdout.write(`${' '.repeat(width + 8)}${printable(hint)}\n`);
  }
}
