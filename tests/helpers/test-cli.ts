import type { Cli, OutputStream } from '../../src/cli/cli.ts';

export interface RecordedStream extends OutputStream {
  /** Everything written so far. */
  readonly text: () => string;
}

/** A stream that keeps what is written; with `columns` it is a terminal. */
export function recordedStream(columns?: number, rows = 24): RecordedStream {
  let text = '';
  return {
    write: chunk => {
      text += chunk;
    },
    text: () => text,
    ...(columns !== undefined && { isTTY: true, columns, rows }),
  };
}

export interface TestCli extends Cli {
  readonly stdout: RecordedStream;
  readonly stderr: RecordedStream;
}

/** A command line without a terminal, at 18:05:09 UTC. */
export function testCli(cwd = '/', columns?: number): TestCli {
  return {
    stdout: recordedStream(columns),
    stderr: recordedStream(columns),
    env: {},
    cwd,
    now: () => new Date('2018-11-04T18:05:09Z'),
    reported: new WeakSet(),
    outlivesReader: false,
    exitCode: 0,
  };
}
