import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { parse } from 'yaml';
import { findConfig } from '../../config/find-config.ts';
import { readConfig } from '../../config/read-config.ts';
import { SELECTORS_FILE } from '../../graph/selectors-file.ts';
import { listFiles } from '../../project/list-files.ts';

/** The names of a project that a command line can hold. */
export interface ProjectNames {
  readonly project: string;
  readonly targets: readonly string[];
  /** Those of selectors.yml. */
  readonly selectors: readonly string[];
  /** Models, seeds, and sources as `source.table`. */
  readonly tables: readonly string[];
  readonly tests: readonly string[];
  readonly tags: readonly string[];
  /** `raw`, `raw.events`. */
  readonly sources: readonly string[];
  /** Files and the folders around them. */
  readonly paths: readonly string[];
  readonly exposures: readonly string[];
  readonly groups: readonly string[];
}

/**
 * Reads names without compiling anything: models and seeds are their files, all else stands in the manifest of the last
 * command, when there is one. The config is imported, since it says where all this lies.
 */
export async function readProjectNames(cwd: string, projectDir: string | undefined): Promise<ProjectNames> {
  const configFile = await findConfig(cwd, projectDir);
  const folder = dirname(configFile);
  const config = await readConfig(configFile);
  const [files, manifest, selectors] = await Promise.all([
    listFiles(folder, [
      ...config.modelPaths,
      ...config.seedPaths,
      ...config.snapshotPaths,
      ...config.testPaths,
    ]),
    readManifest(join(folder, config.targetPath, 'manifest.json')),
    readSelectors(join(folder, SELECTORS_FILE)),
  ]);
  const resources = files.filter(file => /\.(sql|csv)$/.test(file));
  const isIn = (file: string, roots: readonly string[]) => roots.some(root => file.startsWith(`${root}/`));
  const built = resources.filter(file => isIn(file, [...config.modelPaths, ...config.seedPaths]));
  const sources = Object.values(manifest.sources ?? {});
  const nodes = Object.values(manifest.nodes ?? {});
  const snapshots = nodes.filter(node => node.resource_type === 'snapshot').map(({ name }) => name);
  const tableNames = sources.map(source => `${source.source_name}.${source.name}`);
  return {
    project: config.name,
    targets: Object.keys(config.targets),
    selectors,
    tables: distinct([...built.map(nameOf), ...snapshots, ...tableNames]),
    tests: distinct(nodes.filter(node => node.resource_type === 'test').map(({ name }) => name)),
    tags: distinct([...nodes, ...sources].flatMap(({ tags }) => tags ?? [])),
    sources: distinct([...sources.map(source => source.source_name ?? ''), ...tableNames]),
    paths: distinct([...resources.flatMap(foldersOf), ...resources]),
    exposures: distinct(Object.values(manifest.exposures ?? {}).map(({ name }) => name)),
    groups: distinct(Object.values(manifest.groups ?? {}).map(({ name }) => name)),
  };
}

interface ManifestEntry {
  readonly name: string;
  readonly resource_type?: string;
  readonly source_name?: string;
  readonly tags?: readonly string[];
}

type Manifest = Partial<
  Record<'nodes' | 'sources' | 'exposures' | 'groups', Readonly<Record<string, ManifestEntry>>>
>;

/** Larger ones take longer to parse than a person waits for a key. */
const mostBytes = 20e6;

async function readManifest(path: string): Promise<Manifest> {
  try {
    if ((await stat(path)).size > mostBytes) return {};
    return JSON.parse(await readFile(path, 'utf8')) as Manifest;
  } catch {
    return {};
  }
}

async function readSelectors(path: string): Promise<readonly string[]> {
  try {
    const file = parse(await readFile(path, 'utf8')) as {
      readonly selectors: readonly { readonly name: string }[];
    };
    return file.selectors.map(({ name }) => name);
  } catch {
    return [];
  }
}

function nameOf(file: string): string {
  return basename(file, extname(file));
}

/** `models/marts/a.sql` as `models`, `models/marts`. */
function foldersOf(file: string): readonly string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
