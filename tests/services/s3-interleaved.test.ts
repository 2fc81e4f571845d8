import { searchInterleavings } from '../helpers/lake-interleavings.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';
import { s3World } from './s3-world.ts';

const runs = Number(process.env.SPARKIFY_S3_INTERLEAVINGS ?? 20);

s3SerialTest(
  'on S3, whatever turns writers take, readers see whole releases, no work is lost and nothing is left over',
  async t => {
    t.timeout(600_000);
    const bucket = await s3Service().newBucket();
    await searchInterleavings({ runs, newWorld: () => s3World(bucket).world, readersLook: 'every turn' });
    t.pass();
  },
);
