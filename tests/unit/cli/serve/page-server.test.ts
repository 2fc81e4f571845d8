import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { servePage } from '../../../../src/cli/serve/page-server.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

test('a file that another one takes the place of is served whole, the old or the new one', async t => {
  const folder = temporaryFolder(t);
  const texts = ['a'.repeat(200_000), 'b'.repeat(3000)];
  const put = (place: number) => {
    writeFileSync(join(folder, '.partial'), texts[place % 2]!);
    renameSync(join(folder, '.partial'), join(folder, 'data.js'));
  };
  put(0);
  const server = await servePage({ folder, host: '127.0.0.1', port: 0 });
  const busy = setInterval(() => put(Math.round(performance.now())), 1);
  try {
    for (let round = 0; round < 300; round++) {
      const text = await (await fetch(`${server.url}data.js`)).text();
      t.true(texts.includes(text), `${text.length} characters`);
    }
  } finally {
    clearInterval(busy);
    await server.close();
  }
});
