import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Cli, colorsOf } from '../../cli.ts';
import { interruptible } from '../../interrupt.ts';
import { projectOptions } from '../../options.ts';
import { renderClock } from '../../output/quantity.ts';
import { reportFailure } from '../../report-failure.ts';
import { act } from '../act.ts';
import { addContentOptions, type ContentOptions, pageContent } from './content-options.ts';

interface ServeOptions extends ContentOptions {
  readonly host?: string;
  readonly port?: number;
  readonly browser?: boolean;
}

const LOOPBACK = '127.0.0.1';

export function configureServe(command: Command, cli: Cli): void {
  command
    .description('Shows the page in a browser, and anew after each run, release or change, until Ctrl-C.')
    .addOption(new Option('--port <n>', 'where to serve it (default: 8080, or a free one)').argParser(port))
    .option('--host <address>', `address of this machine to listen at (default: ${LOOPBACK})`)
    .option('--no-browser', 'open no browser');
  addContentOptions(command);
  act<ServeOptions>(
    command,
    [['sparkify docs serve'], ['sparkify docs serve --no-browser --port 9000']],
    options => runServe(options, cli),
  );
}

async function runServe(options: ServeOptions, cli: Cli): Promise<void> {
  const { generateDocs } = await import('../../operations/docs-generate.ts');
  const { serveDocs } = await import('../../serve/serve-docs.ts');
  const { openBrowser } = await import('../../serve/open-browser.ts');
  const { host = LOOPBACK } = options;
  const say = (line: string) => options.quiet || cli.stdout.write(`${line}\n`);
  await interruptible(
    () => undefined,
    signal =>
      serveDocs({
        ...{ host, port: options.port, signal },
        generate: () => generateDocs({ ...projectOptions(options, cli), ...pageContent(options) }),
        onOpen: url => {
          cli.stdout.write(`The page is at ${colorsOf(cli, cli.stdout, options.color).strong(url)}\n`);
          say('It follows every run, release and change. Ctrl-C ends it.');
          if (options.browser !== false && cli.stdout.isTTY) openBrowser(url);
        },
        onChange: () => say(`${renderClock(cli.now())}  The page is up to date.`),
        onProblem: async error => {
          await reportFailure(error, options, cli);
          say(`${renderClock(cli.now())}  The page stays as it was.`);
        },
      }),
  );
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It has to be a whole number from 0 to 65535.');
  return value;
}
