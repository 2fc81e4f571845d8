import { writeFile } from 'node:fs/promises';
import { renderPortabilityDocs } from './portability-docs/render-portability-docs.ts';

await writeFile(new URL('../docs/portability.md', import.meta.url), renderPortabilityDocs());
