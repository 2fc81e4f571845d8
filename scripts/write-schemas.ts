import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configFileSchema } from './schemas/config-file-schema.ts';
import { propertySchema } from './schemas/property-schema.ts';
import { selectorsSchema } from './schemas/selectors-schema.ts';

// Part of the build: editors read them from the installed package.
const folder = resolve(import.meta.dirname, '../dist/schemas');
const schemas = { properties: propertySchema(), selectors: selectorsSchema(), config: configFileSchema() };
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(schemas))
  writeFileSync(resolve(folder, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
