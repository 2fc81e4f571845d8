import type { ExecutionContext } from 'ava';
import type { CliResult } from './cli-project.ts';

/** Asserts that a command ended well and had nothing to complain of. Gives what it printed. */
export async function succeeded(t: ExecutionContext, running: Promise<CliResult>): Promise<string> {
  const result = await running;
  t.is(result.exitCode, 0, result.output);
  t.is(result.stderr, '');
  return result.stdout;
}

/** Asserts that a command ended with this exit code. Gives all that it printed. */
export async function failed(
  t: ExecutionContext,
  running: Promise<CliResult>,
  exitCode: 1 | 2,
): Promise<string> {
  const result = await running;
  t.is(result.exitCode, exitCode, result.output);
  return result.output;
}

/** The lines of `--log-format json`, each parsed. */
export function logLines(output: string): readonly LogLine[] {
  return output
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as LogLine);
}

export interface LogLine {
  readonly data: Readonly<Record<string, unknown>>;
  readonly info: {
    readonly name: string;
    readonly code: string;
    readonly level: string;
    readonly msg: string;
  };
}

/** Names of the nodes that ended, by the lines of `--log-format json`, in that order. */
export function finishedNodes(output: string): readonly string[] {
  return logLines(output)
    .filter(({ info }) => /^Log(Model|Seed|Test)Result$/.test(info.name))
    .map(({ data }) => (data.node_info as { node_name: string }).node_name);
}
