import type { Config } from '../../src/config/config.ts';
import { defaultRules } from '../../src/config/rules.ts';
import { toS3Settings } from '../../src/config/s3-settings.ts';
import type {
  DeclaredColumn,
  ModelFile,
  Project,
  Properties,
  SeedFile,
  SourceTable,
} from '../../src/project/project.ts';

/** A Config as loadConfig would give it for a project named `shop` with every default. */
export function buildConfig(given: Partial<Config> = {}): Config {
  return {
    projectDir: '/shop',
    configFile: '/shop/sparkify.config.ts',
    name: 'shop',
    modelPaths: ['models'],
    macroPaths: ['macros'],
    seedPaths: ['seeds'],
    snapshotPaths: ['snapshots'],
    testPaths: ['tests'],
    targetPath: 'target',
    types: { path: 'sparkify.types.ts', configured: false, followed: true },
    target: {
      type: 'duckdb',
      name: 'dev',
      database: ':memory:',
      lake: '/shop/target/lake',
      s3: toS3Settings({}, '/shop'),
      extensions: { folder: undefined, repository: undefined },
      threads: 2,
      upload: 'auto',
      memoryLimit: undefined,
      requirePlan: false,
      catalog: undefined,
    },
    engines: { dev: 'duckdb' },
    vars: {},
    models: {},
    seeds: {},
    snapshots: {},
    sources: { onBadRecord: 'fail', undeclaredKeys: 'warn' },
    releases: { keep: 2, keepHours: 24, plainCopy: true, catalog: true, recoverAfterHours: 24 },
    reuse: false,
    notifications: [],
    rules: defaultRules,
    hooks: { onRunStart: [], onRunEnd: [] },
    env: {},
    ...given,
  };
}

interface Given extends Partial<Omit<Project, 'models' | 'macros'>> {
  /** SQL by path: `{ 'models/users.sql': 'select 1' }`. */
  readonly models?: Readonly<Record<string, string>>;
  /** Properties of models by name. */
  readonly properties?: Readonly<Record<string, Partial<Properties>>>;
  /** Jinja by path. */
  readonly macros?: Readonly<Record<string, string>>;
}

/** A Project as loadProject would give it. */
export function buildProject({ models = {}, macros = {}, properties = {}, ...given }: Given = {}): Project {
  return {
    models: Object.entries(models).map(([path, text]) => modelFile(path, text, properties)),
    macros: Object.entries(macros).map(([path, text]) => ({ path, text })),
    typeScriptMacros: [],
    seeds: [],
    snapshots: [],
    singularTests: [],
    unitTests: [],
    sources: [],
    groups: [],
    exposures: [],
    configFile: { path: 'sparkify.config.ts', text: '', imported: '' },
    docs: [],
    macroProperties: [],
    diagnostics: [],
    ...given,
  };
}

/** What YAML says of a model or seed. */
export function buildProperties(name: string, given: Partial<Properties> = {}): Properties {
  const at = { file: 'models/schema.yml', line: 3, column: 5 };
  return {
    ...{ name, description: '', config: {}, columns: [], tests: [], constraints: [], isWhole: true, at },
    ...given,
  };
}

export function buildSeed(path: string, properties?: Partial<Properties>): SeedFile {
  const name = baseName(path);
  return { name, path, properties: properties && buildProperties(name, properties) };
}

export function buildColumn(name: string, dataType?: string): DeclaredColumn {
  const at = { file: 'models/schema.yml', line: 9, column: 7 };
  return { name, description: '', dataType, tests: [], at };
}

export function buildSource(source: string, name: string, given: Partial<SourceTable> = {}): SourceTable {
  return {
    source,
    sourceDescription: '',
    name,
    description: '',
    location: `${name}/*.json`,
    columns: [buildColumn('id', 'BIGINT')],
    tests: [],
    onBadRecord: 'fail',
    fileColumn: null,
    undeclaredKeys: 'warn',
    enabled: true,
    eventTime: null,
    freshness: undefined,
    tags: [],
    meta: {},
    isWhole: true,
    at: { file: 'models/sources.yml', line: 4, column: 9 },
    ...given,
  };
}

function modelFile(path: string, text: string, properties: NonNullable<Given['properties']>): ModelFile {
  const name = baseName(path);
  const given = properties[name];
  return { path, text, name, properties: given && buildProperties(name, given) };
}

function baseName(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
}
