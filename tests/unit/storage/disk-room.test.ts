import test from 'ava';
import { hasRoom } from '../../../src/storage/disk-room.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

test('no disk has room for a thousand petabytes', t => {
  const root = temporaryFolder(t);
  t.false(hasRoom(root, 2 ** 60));
});
