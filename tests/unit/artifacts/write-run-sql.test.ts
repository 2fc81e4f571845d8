import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { writeRunSql } from '../../../src/artifacts/write-run-sql.ts';
import type { Config } from '../../../src/config/config.ts';
import { modelNode } from '../../helpers/node-builder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

test('of a node that runs thousands of statements, the first hundred are kept', t => {
  const projectDir = temporaryFolder(t);
  const config = { projectDir, targetPath: 'target', name: 'shop', env: {} } as unknown as Config;
  const onStatement = writeRunSql(config).begin(modelNode('users', []));
  for (let index = 0; index < 3_000; index++) onStatement(`COPY ${index}`);
  const lines = readFileSync(join(projectDir, 'target/run/shop/models/users.sql'), 'utf8').split('\n');
  t.deepEqual(lines.slice(98), ['COPY 98;', 'COPY 99;', '-- More statements of this form followed.', '']);
});
