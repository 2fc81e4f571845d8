import type { CheckedProject } from '../check/checked-project.ts';
import type { LineageInput, ModelLineage } from '../check/lineage/lineage.ts';
import type { Column } from '../columns/column.ts';
import { isTable, type TableNode } from '../compile/node.ts';
import type { Invocation } from './invocation.ts';

const producer = 'https://www.npmjs.com/package/sparkify';
/** https://openlineage.io/spec/2-0-2/OpenLineage.json and the facets that belong to it. */
const spec = 'https://openlineage.io/spec';

/**
 * What models read and write, as OpenLineage has it: a JobEvent for each model, which tells how a job is made and not
 * that it ran. A facet for columns has what their values come from, and in `dataset` what decides which rows there are.
 */
export function openLineageEvents(
  { config, nodes, columns }: Pick<CheckedProject, 'config' | 'nodes' | 'columns'>,
  models: readonly ModelLineage[],
  invocation: Invocation,
): readonly object[] {
  const tables = new Map(nodes.filter(isTable).map(node => [node.uniqueId, node]));
  const namespace = `sparkify://${config.name}/${config.target.name}`;
  const dataset = (id: string) => ({ namespace, name: datasetName(tables.get(id)!) });
  const known = (id: string) => ({
    ...dataset(id),
    facets: { schema: schemaFacet(columns[id] ?? [], tables.get(id)!) },
  });
  const field = (input: LineageInput) => ({
    ...dataset(input.table),
    field: input.column,
    transformations: [transformation(input)],
  });
  return models.map(model => ({
    eventTime: invocation.startedAt,
    producer,
    schemaURL: `${spec}/2-0-2/OpenLineage.json#/$defs/JobEvent`,
    job: { namespace, name: model.uniqueId },
    inputs: tables.get(model.uniqueId)!.dependsOn.map(known),
    outputs: [
      {
        ...dataset(model.uniqueId),
        facets: { ...known(model.uniqueId).facets, columnLineage: lineageFacet(model, field) },
      },
    ],
  }));
}

/** `main.songplays`, `raw.events`. */
function datasetName({ relation: { schema, name } }: TableNode): string {
  return `${schema}.${name}`;
}

function lineageFacet({ columns, rows }: ModelLineage, field: (input: LineageInput) => object): object {
  return {
    ...facet('1-2-0/ColumnLineageDatasetFacet'),
    fields: Object.fromEntries(
      columns
        .filter(({ unknown }) => unknown === undefined)
        .map(({ name, inputs }) => [name, { inputFields: inputs.map(field) }]),
    ),
    dataset: rows.map(field),
  };
}

function schemaFacet(columns: readonly Column[], table: TableNode): object {
  const descriptions = new Map(
    table.columns.map(({ name, description }) => [name.toLowerCase(), description]),
  );
  return {
    ...facet('1-1-1/SchemaDatasetFacet'),
    fields: columns.map(({ name, type }) => {
      const description = descriptions.get(name.toLowerCase());
      return { name, type, ...(description ? { description } : {}) };
    }),
  };
}

function facet(name: string): object {
  const [, type] = name.split('/');
  return { _producer: producer, _schemaURL: `${spec}/facets/${name}.json#/$defs/${type}` };
}

/** Our roles in the words of the facet. */
function transformation({ role }: LineageInput): object {
  const subtypes: Readonly<Record<LineageInput['role'], string>> = {
    identity: 'IDENTITY',
    transformation: 'TRANSFORMATION',
    aggregation: 'AGGREGATION',
    condition: 'CONDITIONAL',
    window: 'WINDOW',
    filter: 'FILTER',
    join: 'JOIN',
    group: 'GROUP_BY',
    order: 'SORT',
  };
  const isDirect = ['identity', 'transformation', 'aggregation'].includes(role);
  return { type: isDirect ? 'DIRECT' : 'INDIRECT', subtype: subtypes[role], description: '', masking: false };
}
