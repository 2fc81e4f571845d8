import type { Command } from 'commander';
import type { Cli } from '../cli.ts';

/** What a command's file exports: it adds options, help and action to a command that has its name already. */
export interface CommandModule {
  readonly configure: (command: Command, cli: Cli, load: LoadCommand) => void;
}

/** Adds to a command of the program what it takes, which only its own module knows. */
export type LoadCommand = (command: Command) => Promise<void>;

export interface CommandEntry {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  /** Heading in the help. */
  readonly group: string;
  /** Imported only when the command is called, so that each pays for what it uses. */
  readonly load: () => Promise<CommandModule>;
}

const [make, look, lake, keep] = ['Make:', 'Look:', 'The lake:', 'The project:'] as const;

/** Every command. A new one is a file beside this one and an entry here. */
export const commandEntries: readonly CommandEntry[] = [
  {
    name: 'build',
    group: make,
    summary: 'run seeds, models and snapshots, test them, publish a release',
    load: () => import('./build.ts'),
  },
  {
    name: 'run',
    group: make,
    summary: 'run models and publish them without testing',
    load: () => import('./run.ts'),
  },
  {
    name: 'test',
    group: make,
    summary: 'run the data tests on the published tables',
    load: () => import('./test.ts'),
  },
  {
    name: 'seed',
    group: make,
    summary: 'load the CSV files of the seeds folder',
    load: () => import('./seed.ts'),
  },
  {
    name: 'snapshot',
    group: make,
    summary: 'take the snapshots, which keep the history of rows',
    load: () => import('./snapshot.ts'),
  },
  {
    name: 'run-operation',
    group: make,
    summary: 'run the SQL that a macro writes',
    load: () => import('./run-operation.ts'),
  },
  {
    name: 'retry',
    group: make,
    summary: 'go on with the last run where it failed',
    load: () => import('./retry.ts'),
  },
  {
    name: 'check',
    group: look,
    summary: 'find errors without reading any data',
    load: () => import('./check.ts'),
  },
  {
    name: 'dev',
    group: look,
    summary: 'check after each save, and try what changed',
    load: () => import('./dev.ts'),
  },
  {
    name: 'plan',
    group: look,
    summary: 'tell what a build would do, and why',
    load: () => import('./plan.ts'),
  },
  {
    name: 'compile',
    group: look,
    summary: 'write the SQL of models and tests to target/compiled',
    load: () => import('./compile.ts'),
  },
  {
    name: 'ls',
    alias: 'list',
    group: look,
    summary: 'list models, tests, seeds and sources',
    load: () => import('./ls.ts'),
  },
  {
    name: 'show',
    group: look,
    summary: 'print rows of a model or of a query',
    load: () => import('./show.ts'),
  },
  {
    name: 'parity',
    group: look,
    summary: 'prove that Spark gives the same rows',
    load: () => import('./parity.ts'),
  },
  {
    name: 'source',
    group: look,
    summary: 'tell how old the data of sources are, and how they drift',
    load: () => import('./source.ts'),
  },
  {
    name: 'lineage',
    group: look,
    summary: 'tell where columns come from, and rows',
    load: () => import('./lineage.ts'),
  },
  {
    name: 'impact',
    group: look,
    summary: 'tell what the change of a column reaches',
    load: () => import('./impact.ts'),
  },
  {
    name: 'docs',
    group: look,
    summary: 'a page about the lake, its lineage and its runs',
    load: () => import('./docs.ts'),
  },
  {
    name: 'export',
    group: look,
    summary: 'the tables as a diagram, daily builds for Airflow and AWS',
    load: () => import('./export.ts'),
  },
  {
    name: 'contract',
    group: keep,
    summary: 'declare the columns and types of models',
    load: () => import('./contract.ts'),
  },
  {
    name: 'types',
    group: keep,
    summary: 'write the TypeScript types of all rows',
    load: () => import('./types.ts'),
  },
  {
    name: 'releases',
    group: lake,
    summary: 'list, compare, publish, roll back and prune releases',
    load: () => import('./releases.ts'),
  },
  {
    name: 'catalog',
    group: lake,
    summary: 'make Glue show the release, for Athena and Spectrum',
    load: () => import('./catalog.ts'),
  },
  {
    name: 'clusters',
    group: lake,
    summary: 'list and end what builds started on AWS',
    load: () => import('./clusters.ts'),
  },
  {
    name: 'recover',
    group: lake,
    summary: 'clear away what a killed build left behind',
    load: () => import('./recover.ts'),
  },
  {
    name: 'unit-test',
    group: keep,
    summary: 'write unit tests out of real rows',
    load: () => import('./unit-test.ts'),
  },
  {
    name: 'init',
    group: keep,
    summary: 'write a new project that builds at once',
    load: () => import('./init.ts'),
  },
  {
    name: 'clean',
    group: keep,
    summary: 'remove what was generated, but never a lake',
    load: () => import('./clean.ts'),
  },
  {
    name: 'doctor',
    group: keep,
    summary: 'find out whether everything is in place',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'completion',
    group: keep,
    summary: 'print the script that completes command lines in a shell',
    load: () => import('./completion.ts'),
  },
];
