import { type Command, Option } from 'commander';
import { parse } from 'yaml';
import { isJsonObject, type JsonValue } from '../../config/json-value.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { StatementsResult } from '../../run/operation/run-statements.ts';
import type { Cli } from '../cli.ts';
import { interruptible } from '../interrupt.ts';
import { type CommonOptions, projectOptions, rowLimit } from '../options.ts';
import { renderJsonLine } from '../output/json-line.ts';
import { renderQuantity } from '../output/quantity.ts';
import { type ResultFormat, renderResult, resultFormats } from '../output/result-text.ts';
import { act } from './act.ts';

interface OperationOptions extends CommonOptions {
  readonly args?: string;
  readonly limit?: number;
  readonly output?: ResultFormat;
}

/** As many as `show` prints. */
const defaultLimit = 10;

export function configure(command: Command, cli: Cli): void {
  command
    .argument('<macro>', 'a macro of the project')
    .option('--args <yaml>', "its arguments as YAML or JSON, e.g. '{keep: 3}'")
    .addOption(
      new Option('--limit <n>', `rows to print, -1 for all (default: ${defaultLimit})`).argParser(rowLimit),
    )
    .addOption(new Option('--output <format>', 'how to print them (default: table)').choices(resultFormats));
  act<OperationOptions>(
    command,
    [
      ['sparkify run-operation export_users', 'run the SQL that the macro writes'],
      [`sparkify run-operation export_users --args '{level: paid}'`, 'with arguments'],
    ],
    (options, args) => operate(options, args[0]!, cli),
  );
}

async function operate(options: OperationOptions, macro: string, cli: Cli): Promise<void> {
  const { limit = defaultLimit, output = 'table' } = options;
  const args = parseArgs(options.args ?? '{}');
  const { runOperation } = await import('../operations/run-operation.ts');
  const result = await interruptible(
    () => {},
    signal => runOperation({ ...projectOptions(options, cli), macro, args, limit, signal }),
  );
  cli.stdout.write(renderOperation(macro, result, limit, output, options, cli));
}

function renderOperation(
  macro: string,
  { count, rows }: StatementsResult,
  limit: number,
  output: ResultFormat,
  { quiet = false, logFormat }: OperationOptions,
  cli: Cli,
): string {
  const ran =
    count === 0
      ? `${macro} wrote no SQL: nothing ran.`
      : `Ran ${renderQuantity(count, 'statement')} of ${macro}.`;
  if (logFormat === 'json') {
    const data = { macro, statements: count, columns: rows?.columns ?? [], rows: rows?.rows ?? [] };
    const entry = { level: 'info', event: 'OperationFinished', message: ran, data } as const;
    return renderJsonLine(entry, cli.now());
  }
  const shown = rows === undefined ? '' : renderResult(rows, limit, output, cli);
  // Rows for another program stand alone.
  return quiet || (rows !== undefined && output !== 'table') ? shown : `${shown}${ran}\n`;
}

function parseArgs(text: string): Readonly<Record<string, JsonValue>> {
  const value = parseYaml(text);
  if (isJsonObject(value)) return value;
  throw badArgs('The value of --args is not a mapping of names to values.');
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw badArgs(`The value of --args is not valid YAML: ${reason!.replace(/:$/, '.')}`, error);
  }
}

function badArgs(message: string, cause?: unknown): SparkifyError {
  const hint = `Write it like this: --args '{"keep": 3}'`;
  return new SparkifyError('bad-usage', message, { exitCode: 2, hint, cause });
}
