import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { packObjects } from '../../../helpers/packed-objects.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

/** What this process has open below a folder. */
function openBelow(folder: string): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return [];
    }
  });
}

test('a pack that the disk has no room for is given up, and what was written of it goes', async t => {
  const folder = temporaryFolder(t);
  const held = join(folder, 'held');
  mkdirSync(held);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', held]).status !== 0)
    return t.pass('skipped: only root can mount a small disk');
  t.teardown(() => spawnSync('umount', ['-l', held]));
  const texts = { unreadable: '{"id":', large: `${JSON.stringify({ id: 1, text: 'x'.repeat(100_000) })}\n` };
  await t.throwsAsync(packObjects(folder, texts), { code: 'ENOSPC' });
  t.deepEqual(
    readdirSync(held).flatMap(run => readdirSync(join(held, run))),
    [],
  );
  t.deepEqual(openBelow(held), []);
});
