import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { propertySchema } from './property-schema/property-schema.ts';

// Part of the build: editors read it from the installed package.
const folder = resolve(import.meta.dirname, '../dist/schemas');
mkdirSync(folder, { recursive: true });
writeFileSync(resolve(folder, 'properties.json'), `${JSON.stringify(propertySchema(), null, 2)}\n`);
