import { S3Client } from '../../src/storage/s3/s3-client.ts';
import { blocksOf, textOf } from '../../src/storage/s3/xml.ts';
import { plainSettings, s3Service } from './s3-service.ts';

/** Keys of the uploads in parts that somebody began in a bucket and nobody has ended; S3 takes money for them. */
export async function openUploads(bucket: string): Promise<readonly string[]> {
  const client = new S3Client(bucket, plainSettings, s3Service().env);
  const { body } = await client.send({ method: 'GET', query: { uploads: '' } });
  return blocksOf(body.toString('utf8'), 'Upload').map(upload => textOf(upload, 'Key') ?? '');
}
