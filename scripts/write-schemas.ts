import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { driftSchema } from '../src/artifacts/drift-schema.ts';
import { planSchema } from '../src/artifacts/plan-schema.ts';
import { configFileSchema } from './schemas/config-file-schema.ts';
import { jsonSchema } from './schemas/json-schema.ts';
import { propertySchema } from './schemas/property-schema.ts';
import { selectorsSchema } from './schemas/selectors-schema.ts';

// Part of the build: editors read them from the installed package.
const folder = resolve(import.meta.dirname, '../dist/schemas');
const schemas = {
  properties: propertySchema(),
  selectors: selectorsSchema(),
  config: configFileSchema(),
  drift: { title: 'How sources differ from what they declare', ...jsonSchema(driftSchema) },
  plan: { title: 'What a build of a sparkify project would do', ...jsonSchema(planSchema) },
};
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(schemas))
  writeFileSync(resolve(folder, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
