import test from 'ava';
import { searchInterleavings } from '../../helpers/lake-interleavings.ts';
import { LakeWorld } from '../../helpers/lake-world.ts';

const runs = Number(process.env.SPARKIFY_INTERLEAVINGS ?? 500);

test('whatever turns writers take, readers see whole releases, no work is lost and nothing is left over', async t => {
  await searchInterleavings({ runs, newWorld: () => new LakeWorld(), readersLook: 'every step' });
  t.pass();
});

test('whatever turns tasks take, and those who publish what they add or give it up, the same holds', async t => {
  await searchInterleavings({
    runs,
    newWorld: () => new LakeWorld(),
    readersLook: 'every step',
    among: ['task', 'task', 'publish tasks', 'publish tasks', 'give up tasks', 'append songs', 'recover'],
  });
  t.pass();
});
