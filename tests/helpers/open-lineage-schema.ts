import * as z from 'zod';

/*
 * What the specification of OpenLineage asks of a JobEvent and of the two facets that sparkify writes:
 * spec/OpenLineage.json (2-0-2), spec/facets/ColumnLineageDatasetFacet.json (1-2-0) and
 * spec/facets/SchemaDatasetFacet.json (1-1-1) of https://github.com/OpenLineage/OpenLineage. Where the specification lets
 * more keys be, such as facets of others, these are refused here: sparkify writes none. The subtypes are those of its page
 * https://openlineage.io/docs/spec/facets/dataset-facets/column_lineage_facet.
 */

const schemaUrl = (document: string, definition: string) =>
  z.literal(`https://openlineage.io/spec/${document}.json#/$defs/${definition}`);

const facet = (version: string, name: string) => ({
  _producer: z.url(),
  _schemaURL: schemaUrl(`facets/${version}/${name}`, name),
});

const schemaFacet = z.strictObject({
  ...facet('1-1-1', 'SchemaDatasetFacet'),
  fields: z.array(
    z.strictObject({ name: z.string(), type: z.string().optional(), description: z.string().optional() }),
  ),
});

const flag = { description: z.string(), masking: z.boolean() };
const transformation = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('DIRECT'),
    subtype: z.enum(['IDENTITY', 'TRANSFORMATION', 'AGGREGATION']),
    ...flag,
  }),
  z.strictObject({
    type: z.literal('INDIRECT'),
    subtype: z.enum(['JOIN', 'GROUP_BY', 'FILTER', 'SORT', 'WINDOW', 'CONDITIONAL']),
    ...flag,
  }),
]);

const names = { namespace: z.string().min(1), name: z.string().min(1) };
const inputField = z.strictObject({
  ...names,
  field: z.string(),
  transformations: z.array(transformation),
});

const lineageFacet = z.strictObject({
  ...facet('1-2-0', 'ColumnLineageDatasetFacet'),
  fields: z.record(z.string(), z.strictObject({ inputFields: z.array(inputField) })),
  dataset: z.array(inputField),
});

/** A JobEvent has no `run`: it tells of a job, not that it ran. */
const jobEvent = z.strictObject({
  eventTime: z.iso.datetime({ offset: true }),
  producer: z.url(),
  schemaURL: schemaUrl('2-0-2/OpenLineage', 'JobEvent'),
  job: z.strictObject(names),
  inputs: z.array(z.strictObject({ ...names, facets: z.strictObject({ schema: schemaFacet }) })),
  outputs: z.array(
    z.strictObject({
      ...names,
      facets: z.strictObject({ schema: schemaFacet, columnLineage: lineageFacet }),
    }),
  ),
});

export type JobEvent = z.infer<typeof jobEvent>;

/** Reads a file of events, one a line; throws where one is not as the specification has it. */
export function readJobEvents(text: string): readonly JobEvent[] {
  return text
    .trimEnd()
    .split('\n')
    .map(line => jobEvent.parse(JSON.parse(line)));
}
