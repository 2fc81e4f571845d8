import { join } from 'node:path';
import test from 'ava';
import { importModule } from '../../../src/config/import-module.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

const installed = (name: string) => ({
  [`node_modules/${name}/package.json`]: `{ "name": "${name}", "type": "module", "exports": "./index.js" }`,
  [`node_modules/${name}/index.js`]: `export const sql = 'theirs';`,
});

test("kysely is sparkify's own in a project that has none", async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'model.ts': "export { sql } from 'kysely';" });
  t.is(typeof (await importModule(join(folder, 'model.ts'))).sql, 'function');
});

test('what a project has installed is what its files import', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, {
    ...installed('kysely'),
    ...installed('zod'),
    'model.ts': "export { sql } from 'kysely';\nexport { sql as schema } from 'zod';",
  });
  const { sql, schema } = await importModule(join(folder, 'model.ts'));
  t.deepEqual([sql, schema], ['theirs', 'theirs']);
});

test('a package that is nowhere is an error', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'model.ts': "import 'zod';" });
  await t.throwsAsync(importModule(join(folder, 'model.ts')), { code: 'ERR_MODULE_NOT_FOUND' });
});
