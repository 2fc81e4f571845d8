import type { StateAspect } from '../graph/node-change.ts';
import type { ResourceType } from '../graph/selectable-node.ts';
import type { ManifestEntry } from './earlier-manifest.ts';
import { sameJson, sameText } from './same-json.ts';

type Comparison = (before: ManifestEntry, now: ManifestEntry) => boolean;

/** What is compared of the nodes of a type. Macros are compared by themselves. */
interface NodeComparison {
  readonly aspects: Partial<Readonly<Record<StateAspect, Comparison>>>;
  /** What makes a node modified, and cannot be asked for apart. */
  readonly others: readonly Comparison[];
}

/** Descriptions are not written with tables, and tests have no contract: only what is new is selected by these. */
const unchanging: Comparison = () => true;

/** Of everything that becomes a table, but for its body. */
const tableAspects: NodeComparison['aspects'] = {
  configs: sameConfigs,
  relation: sameRelation,
  persisted_descriptions: unchanging,
  contract: sameContract,
};

/** As in dbt, but for what decides more here than there: columns of sources and of seeds, and constraints. */
export const comparisons: Readonly<Record<ResourceType, NodeComparison>> = {
  model: {
    aspects: { body: sameBody, ...tableAspects },
    others: [same('fqn', 'access')],
  },
  seed: {
    aspects: { body: same('checksum'), ...tableAspects },
    others: [same('fqn'), sameTypes],
  },
  snapshot: {
    aspects: { body: sameBody, ...tableAspects },
    others: [same('fqn')],
  },
  test: {
    aspects: {
      body: sameBody,
      configs: sameTestConfigs,
      relation: sameRelation,
      persisted_descriptions: unchanging,
      contract: unchanging,
    },
    others: [same('fqn')],
  },
  source: {
    aspects: { configs: sameConfigs, relation: same('schema', 'identifier') },
    others: [same('fqn', 'loaded_at_field', 'loaded_at_query', 'external'), sameFreshness, sameTypes],
  },
  exposure: {
    aspects: { configs: sameConfigs },
    others: [
      same('fqn', 'type', 'owner', 'maturity', 'url', 'description', 'label'),
      (before, now) => sameJson(readNodes(before), readNodes(now)),
    ],
  },
  unit_test: {
    aspects: {},
    others: [same('model'), (before, now) => sameJson(writtenCase(before), writtenCase(now))],
  },
};

function same(...keys: readonly string[]): Comparison {
  return (before, now) => keys.every(key => sameJson(before[key], now[key]));
}

/** In a text, a secret may be hidden of one of the two. */
function sameBody(before: ManifestEntry, now: ManifestEntry): boolean {
  // A declared test has no text of its own: its arguments are part of its id.
  if ('test_metadata' in now || sameJson(before.checksum, now.checksum)) return true;
  return isComparedByText(now) && sameText(String(before.raw_code), String(now.raw_code));
}

/** Of TypeScript the checksum tells of imported files, too. */
export function isComparedByText(entry: ManifestEntry): boolean {
  return !('test_metadata' in entry || String(entry.original_file_path).endsWith('.ts'));
}

/** The part of a config that says where the table is. */
export const relationKeys = ['alias', 'schema', 'database'];

/** The part of no account. */
export const uncomparedKeys = ['tags', 'group'];

/** dbt’s part of a config that does not count as such. */
const otherwise: ReadonlySet<string> = new Set([...relationKeys, ...uncomparedKeys]);

/** Configs are compared as they are written, so that another target or environment changes nothing. */
function sameConfigs(before: ManifestEntry, now: ManifestEntry): boolean {
  const keys = Object.keys({ ...configOf(before), ...configOf(now) });
  return sameKeys(
    before,
    now,
    keys.filter(key => !otherwise.has(key)),
  );
}

/** dbt’s list. */
export const testKeys = [
  ...[
    'severity',
    'where',
    'limit',
    'fail_calc',
    'warn_if',
    'error_if',
    'store_failures',
    'store_failures_as',
  ],
];

function sameTestConfigs(before: ManifestEntry, now: ManifestEntry): boolean {
  return sameKeys(before, now, testKeys);
}

function sameRelation(before: ManifestEntry, now: ManifestEntry): boolean {
  return sameKeys(before, now, relationKeys);
}

function sameKeys(before: ManifestEntry, now: ManifestEntry, keys: readonly string[]): boolean {
  return keys.every(key => sameJson(settingOf(before, key), settingOf(now, key)));
}

function settingOf(entry: ManifestEntry, key: string): unknown {
  const value = configOf(entry)[key];
  if (key !== 'contract') return value;
  const { enforced = false, partial = false } = fieldsOf(value);
  return { enforced, partial };
}

/** Constraints are verified with and without a contract, types only with one. */
function sameContract(before: ManifestEntry, now: ManifestEntry): boolean {
  if (isEnforced(before) !== isEnforced(now)) return false;
  return sameJson(constraintsOf(before), constraintsOf(now)) && (!isEnforced(now) || sameTypes(before, now));
}

/** dbt writes a threshold that is not there as one without values. */
function sameFreshness(before: ManifestEntry, now: ManifestEntry): boolean {
  const thresholds = ({ freshness }: ManifestEntry) => {
    const { warn_after, error_after, filter } = fieldsOf(freshness);
    return { warn: { ...fieldsOf(warn_after) }, error: { ...fieldsOf(error_after) }, filter };
  };
  return sameJson(thresholds(before), thresholds(now));
}

function sameTypes(before: ManifestEntry, now: ManifestEntry): boolean {
  return sameJson(typesOf(before), typesOf(now));
}

function typesOf({ columns }: ManifestEntry): object {
  return Object.fromEntries(
    Object.entries(fieldsOf(columns)).map(([name, column]) => [name, fieldsOf(column).data_type ?? anyType]),
  );
}

/** Stands for the type of a column that has none: columns count by name, too. */
export const anyType = 'any';

function constraintsOf({ columns, constraints }: ManifestEntry): object {
  const ofColumns = Object.entries(fieldsOf(columns)).map(([name, column]) => [
    name,
    listOf(fieldsOf(column).constraints).map(constraint),
  ]);
  return { columns: Object.fromEntries(ofColumns), table: listOf(constraints).map(constraint) };
}

function constraint(entry: unknown): object {
  const { type, name, expression, to, to_columns, columns } = fieldsOf(entry);
  return { type, name, expression, to, to_columns, columns };
}

function isEnforced({ contract }: ManifestEntry): boolean {
  return fieldsOf(contract).enforced === true;
}

function readNodes({ depends_on }: ManifestEntry): readonly unknown[] {
  return listOf(fieldsOf(depends_on).nodes).toSorted();
}

/** Where rows are written, in YAML or in a file, is no part of them. dbt leaves out overrides that are empty. */
function writtenCase({ given, expect, overrides }: ManifestEntry): object {
  const rowsOf = (entry: unknown) => {
    const { input, rows, format } = fieldsOf(entry);
    return { input, rows, format };
  };
  const { macros, vars, env_vars } = fieldsOf(overrides);
  return { given: listOf(given).map(rowsOf), expect: rowsOf(expect), macros, vars, env_vars };
}

function configOf({ unrendered_config }: ManifestEntry): ManifestEntry {
  return fieldsOf(unrendered_config);
}

/** The fields of what may be an object. */
export function fieldsOf(value: unknown): ManifestEntry {
  return typeof value === 'object' && value !== null ? (value as ManifestEntry) : {};
}

/** The items of what may be a list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
