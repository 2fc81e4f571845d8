import { createS3Store } from '../../src/storage/s3/s3-store.ts';
import { storeSuite } from '../helpers/store-suite.ts';
import { plainSettings, s3Service, s3Test } from './s3-service.ts';

storeSuite(
  'S3 store',
  async () => createS3Store(`s3://${await s3Service().newBucket()}/some/lake`, { settings: plainSettings }),
  s3Test,
);
