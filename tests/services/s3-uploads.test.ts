import { readdirSync } from 'node:fs';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { tinyConfig } from '../helpers/tiny-project.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { onS3 } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';

s3SerialTest(
  'files are sent while later partitions are still being written, each with its checksum',
  async t => {
    t.timeout(180_000);
    const partitions = 3000;
    const proxy = await startFaultProxy(t, s3Service().endpoint);
    const config = tinyConfig()
      .replace('"target/lake"', 'process.env.SPARKIFY_LAKE')
      .replace('dev: duckdb', 'prod: duckdb');
    const files = {
      'sparkify.config.ts': config,
      'models/parted.sql': `{{ config(materialized='external', partition_by=['part']) }}
select range as part, md5(range || '') as hash from range(${partitions})`,
    };
    const project = await onS3(cliProject(t, files), { AWS_ENDPOINT_URL_S3: proxy.endpoint });
    const isData = (key: string) => key.includes('/files/') && key.endsWith('.parquet');
    /** Partitions that DuckDB has begun when the first file comes to S3. */
    let begun: number | undefined;
    proxy.setFault(({ method, key }) => {
      if (method === 'PUT' && isData(key)) begun ??= partitionsBelow(project.path('target/tmp'));
      return undefined;
    });
    await succeeded(t, project.sparkify('build'));
    const sent = proxy.requests.filter(({ method, key }) => method === 'PUT' && isData(key));
    t.is(sent.length, partitions);
    t.true(begun! < partitions, `${begun}`);
    for (const { headers } of sent) t.regex(String(headers['x-amz-content-sha256']), /^[0-9a-f]{64}$/);
  },
);

function partitionsBelow(folder: string): number {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.filter(path => /\/part=[^/]*$/.test(path)).length;
}
