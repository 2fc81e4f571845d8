import { writeFile } from 'node:fs/promises';
import { renderErrorDocs } from './error-docs/render-error-docs.ts';

const page = new URL('../docs/errors.md', import.meta.url);

await writeFile(page, renderErrorDocs());
