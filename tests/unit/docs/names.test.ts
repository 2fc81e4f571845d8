import test from 'ava';
import { Command } from 'commander';
import * as z from 'zod';
import { commandEntries } from '../../../src/cli/commands/registry.ts';
import { deferOptions } from '../../../src/cli/defer-option.ts';
import { commonOptions, selectionOptions } from '../../../src/cli/options.ts';
import { modelKeys, seedKeys } from '../../../src/compile/config-keys.ts';
import { configSchema } from '../../../src/config/config-schema.ts';
import { selectionMethods } from '../../../src/graph/methods/registry.ts';
import * as library from '../../../src/index.ts';
import {
  columnSchema,
  exposureSchema,
  groupSchema,
  resourceSchema,
  sourceSchema,
} from '../../../src/project/property-schema.ts';
import { genericTests } from '../../../src/testing/generic/registry.ts';
import { parseGenericConfig } from '../../../src/testing/test-config.ts';
import { codeBlocks, readPage, readPages, section, tableKeys } from '../../helpers/markdown.ts';
import { testCli } from '../../helpers/test-cli.ts';

const keys = (shape: object) => Object.keys(shape).sort();
const config = configKeys();

const tables: readonly (readonly [page: string, heading: string, expected: readonly string[]])[] = [
  ['docs/configuration.md', 'Keys', config('')],
  ['docs/configuration.md', 'Targets', config('targets.*').filter(key => key !== 'type')],
  [
    'docs/spark.md',
    'Settings',
    config('targets.1').filter(key => !['type', ...config('targets.*')].includes(key)),
  ],
  ['docs/s3.md', 'Settings', config('targets.*.s3')],
  ['docs/configuration.md', 'Sources', config('sources')],
  ['docs/configuration.md', 'Releases', config('releases')],
  ['docs/checking.md', 'Warnings', config('rules')],
  ['docs/models.md', 'Config keys', keys(modelKeys.shape)],
  ['docs/seeds.md', 'Config keys', keys(seedKeys.shape)],
  ['docs/sources.md', 'Keys', [...new Set([...keys(sourceSchema.shape), ...keys(tableShape())])].sort()],
  ['docs/groups.md', 'Groups and access', keys(groupSchema.shape).filter(key => key !== 'meta')],
  ['docs/groups.md', 'Exposures', keys(exposureSchema.shape).filter(key => key !== 'config')],
  ['docs/tests.md', 'Generic tests', [...genericTests.keys()].sort()],
  ['docs/selection.md', 'Methods', [...selectionMethods.keys()].sort()],
];

for (const [page, heading, expected] of tables) {
  test(`the table under "${heading}" of ${page} names what there is`, t => {
    t.deepEqual(tableKeys(readPage(page), heading), expected);
  });
}

test('the tables of properties name what there is', t => {
  const properties = readPage('docs/models.md');
  t.deepEqual(tableKeys(properties, 'Properties'), keys(resourceSchema.shape));
  const text = section(properties, 'Properties').replace(/[\s\S]*(?=\| key of a column)/, '## Columns\n\n');
  t.deepEqual(tableKeys({ path: properties.path, text }, 'Columns'), keys(columnSchema.shape));
});

test('the table of a test config names what there is', t => {
  const parsed = parseGenericConfig({ nonsense: 1 }, 'unique', { file: 'x.yml', line: 1, column: 1 });
  const hint = parsed.ok ? '' : (parsed.diagnostics[0]?.hint ?? '');
  const known = hint.match(/\w+(?=[,.])/g)?.toSorted();
  t.deepEqual(tableKeys(readPage('docs/tests.md'), 'Config of a test'), known);
});

test('the table of functions names what the library exports', t => {
  const functions = tableKeys(readPage('docs/library.md'), 'Functions').map(call => call.replace(/\(.*/, ''));
  t.deepEqual([...functions, 'SparkifyError'].sort(), keys(library));
});

test('every command has its heading, and every heading of a command its command', t => {
  const headings = [...readPage('docs/commands.md').text.matchAll(/^## ([a-z-]+)$/gm)].map(
    ([, name]) => name,
  );
  t.deepEqual(headings.toSorted(), commandEntries.map(({ name }) => name).sort());
});

test('the table of general options names what there is', t => {
  const flags = commonOptions().flatMap(({ short, long }) =>
    [short, long].filter(flag => flag !== undefined),
  );
  const own = ['-h', '--help', '-V', '--version'];
  const written = tableKeys(readPage('docs/commands.md'), 'Options of every command').map(bare);
  t.deepEqual(written, [...flags, ...own].sort());
});

test('the options of each command are those in its section', async t => {
  const page = readPage('docs/commands.md');
  for (const [name, flags] of await ownFlags()) {
    const first = /(?:^\|.*\n)+/m.exec(section(page, name).replace(/^### [\s\S]*/m, ''))?.[0] ?? '';
    const cells = first.split('\n').map(line => line.split('|')[1] ?? '');
    const written = cells.flatMap(cell => cell.match(/--[a-z][a-z-]*/g) ?? []);
    t.deepEqual(written.sort(), [...flags].sort(), name);
  }
});

test('every command line in the pages is one that the program takes', async t => {
  const own = await ownFlags();
  const general = [...commonOptions(), ...selectionOptions(), ...deferOptions()].map(({ long }) => long!);
  const known = new Set([...general, '--help', '--version', ...[...own.values()].flat()]);
  const wrong = readPages().flatMap(page =>
    commandLines(page.text).flatMap(line => {
      const [name = ''] = line.split(' ').filter(word => !word.startsWith('-'));
      const flags = line.replaceAll(/'[^']*'|"[^"]*"/g, '').match(/(?<= )--[a-z-]+/g) ?? [];
      const unknown = flags.filter(flag => !known.has(flag));
      return isCommand(name) && unknown.length === 0 ? [] : [`${page.path}: sparkify ${line}`];
    }),
  );
  t.deepEqual(wrong, []);
});

/** What stands after `sparkify` in code: in backticks, or at the start of a line. */
function commandLines(text: string): readonly string[] {
  const shell = codeBlocks({ path: '', text }).map(block => block.text);
  const inline = [...text.matchAll(/`(?:npx )?(sparkify [^`]+)`/g)].map(([, line = '']) => line);
  const lines = [...shell.join('\n').matchAll(/^(?: {4}|\$ )?(?:npx )?(sparkify [^\n#]+)/gm)];
  return [...inline, ...lines.map(([, line = '']) => line)].map(line => line.replace('sparkify ', '').trim());
}

function isCommand(name: string): boolean {
  const taken = commandEntries.flatMap(({ name: main, alias }) => [main, alias]);
  return name === '' || name === '<command>' || taken.includes(name);
}

/** The long flags of each command, and of commands of a command, that are not general ones. */
async function ownFlags(): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map<string, readonly string[]>();
  for (const { name, load } of commandEntries) {
    const command = new Command(name);
    (await load()).configure(command, testCli(), async () => {});
    all.set(name, flagsOf(command));
    // A hidden one is for scripts.
    const inners = command.createHelp().visibleCommands(command);
    for (const inner of inners) all.set(`${name} ${inner.name()}`, flagsOf(inner));
  }
  return all;
}

function flagsOf(command: Command): readonly string[] {
  const general = new Set(
    [...commonOptions(), ...selectionOptions(), ...deferOptions()].map(({ flags }) => flags),
  );
  return command.options.filter(({ flags }) => !general.has(flags)).map(({ long }) => long!);
}

function bare(flag: string): string {
  return flag.split(' ')[0]!;
}

function tableShape(): object {
  return sourceSchema.shape.tables.element.shape;
}

/** The keys of sparkify.config.ts, by path; `*` stands for any name. */
function configKeys(): (path: string) => readonly string[] {
  interface Node {
    readonly properties?: Readonly<Record<string, Node>>;
    readonly additionalProperties?: Node;
    /** The kinds of target, DuckDB first. */
    readonly oneOf?: readonly Node[];
  }
  const root = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Node;
  const step = (node: Node | undefined, key: string) =>
    key === '*'
      ? (node?.additionalProperties?.oneOf?.[0] ?? node?.additionalProperties)
      : /^\d$/.test(key)
        ? node?.additionalProperties?.oneOf?.[Number(key)]
        : node?.properties?.[key];
  return path => {
    const node = path === '' ? root : path.split('.').reduce<Node | undefined>(step, root);
    return keys(node?.properties ?? {});
  };
}
