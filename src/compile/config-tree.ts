import type { JsonValue } from '../config/json-value.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, warning } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { ConfigKeys, ConfigValues } from './config-keys.ts';
import { isConfigKey, plainKey, readConfigLayer } from './config-layer.ts';
import type { WrittenKeys } from './unrendered-config.ts';

/** The defaults that sparkify.config.ts gives, by folder. */
export interface ConfigTree {
  readonly values: ConfigValues;
  readonly written: WrittenKeys;
  /** Where `enabled` stands, if it does. */
  readonly enabledAt: SourcePosition | undefined;
  readonly folders: ReadonlyMap<string, ConfigTree>;
}

export interface TreeOptions {
  /** What messages call the root: `models` or `seeds`. */
  readonly name: string;
  readonly keys: ConfigKeys;
  /** Folders and file names of every resource, see `resourcePath`. */
  readonly paths: readonly (readonly string[])[];
  /** dbt nests everything under the project's name; that level may be there or not. */
  readonly project: string;
  /** Where the key at a path of the config stands. */
  readonly at: (path: readonly string[]) => SourcePosition;
  /** The expression that stands at a path of the config, when that is no plain value. */
  readonly expression: (path: readonly string[]) => string | undefined;
}

/** Reads `{ staging: { '+materialized': 'view', web: {…} } }`. */
export function readConfigTree(raw: Readonly<Record<string, JsonValue>>, options: TreeOptions) {
  const diagnostics: Diagnostic[] = [];
  const own = withoutProject(raw, options);
  const tree = readFolder(own, options, [], diagnostics);
  return { tree, diagnostics };
}

/** The layers that hold for a resource, outermost first. */
export function treeLayers(tree: ConfigTree, path: readonly string[]): readonly ConfigTree[] {
  const [folder, ...rest] = path;
  const inner = folder === undefined ? undefined : tree.folders.get(folder);
  return inner === undefined ? [tree] : [tree, ...treeLayers(inner, rest)];
}

/** `models/staging/stg_users.sql` under the root `models` is `['staging', 'stg_users']`. */
export function resourcePath(file: string, name: string, roots: readonly string[]): readonly string[] {
  const root =
    roots.map(path => `${path.replace(/\/+$/, '')}/`).find(prefix => file.startsWith(prefix)) ?? '';
  return [...file.slice(root.length).split('/').slice(0, -1), name];
}

function withoutProject(raw: Readonly<Record<string, JsonValue>>, { project, paths }: TreeOptions) {
  const { [project]: own, ...others } = raw;
  const isFolder = paths.some(([folder]) => folder === project);
  return isDictionary(own) && !isFolder ? { ...others, ...own } : raw;
}

function readFolder(
  raw: Readonly<Record<string, JsonValue>>,
  options: TreeOptions,
  path: readonly string[],
  diagnostics: Diagnostic[],
): ConfigTree {
  const owner = ['sparkify.config.ts:', [options.name, ...path].join('.')].join(' ');
  const own: Record<string, JsonValue> = {};
  const folders = new Map<string, ConfigTree>();
  for (const [key, value] of Object.entries(raw)) {
    if (!isDictionary(value) || isConfigKey(key, options.keys)) {
      own[key] = value;
      continue;
    }
    const inner = [...path, key];
    diagnostics.push(...checkFolder(inner, options, owner));
    folders.set(key, readFolder(value, options, inner, diagnostics));
  }
  const layer = readConfigLayer(own, options.keys, owner, key => keyPosition(options, [...path, key]));
  diagnostics.push(...layer.diagnostics);
  const written = new Map(Object.keys(own).map(key => [key, expressionAt(options, [...path, key])]));
  const enabled = Object.keys(own).find(key => plainKey(key) === 'enabled');
  const enabledAt = enabled === undefined ? undefined : keyPosition(options, [...path, enabled]);
  return { values: layer.values, written, enabledAt, folders };
}

function checkFolder(path: readonly string[], options: TreeOptions, owner: string): readonly Diagnostic[] {
  const { name, paths } = options;
  const siblings = new Set(
    paths
      .filter(other => path.slice(0, -1).every((part, index) => other[index] === part))
      .map(other => other[path.length - 1]),
  );
  const folder = path.at(-1)!;
  if (siblings.has(folder)) return [];
  const known = [...siblings].filter(sibling => sibling !== undefined);
  const hint = didYouMean(folder, known, `It has no effect: remove it, or add the folder under ${name}.`)!;
  return [
    warning('bad-model-config', `${owner} names the folder "${folder}", which does not exist.`, {
      at: keyPosition(options, path),
      hint,
    }),
  ];
}

/** With or without the level of the project's name. */
function expressionAt({ expression, name, project }: TreeOptions, path: readonly string[]) {
  return expression([name, project, ...path]) ?? expression([name, ...path]);
}

/** With or without the level of the project's name. */
function keyPosition({ at, name, project }: TreeOptions, path: readonly string[]): SourcePosition {
  const nested = at([name, project, ...path]);
  const around = at([name, project, ...path.slice(0, -1)]);
  // What is not there stands where the key around it does.
  const isNested = nested.line !== around.line || nested.column !== around.column;
  return isNested ? nested : at([name, ...path]);
}

function isDictionary(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
