import type { DuckDBConnection } from '@duckdb/node-api';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { readByExamples } from '../helpers/reader-examples.ts';
import { s3Project } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';
import { rootKeys } from './start-versitygw.ts';

/** What `CREATE SECRET (TYPE s3, PROVIDER credential_chain)` does where DuckDB's extension for AWS is at hand. */
async function introduce(connection: DuckDBConnection): Promise<void> {
  const { accessKeyId, secretAccessKey } = rootKeys;
  const endpoint = s3Service().endpoint.replace('http://', '');
  await connection.run('LOAD httpfs');
  await connection.run(
    `CREATE SECRET (TYPE s3, KEY_ID '${accessKeyId}', SECRET '${secretAccessKey}', REGION 'us-east-1', ENDPOINT '${endpoint}', URL_STYLE 'path', USE_SSL false)`,
  );
}

s3SerialTest('every example of docs/releases.md reads a lake on S3 as the pointer leads to it', async t => {
  const project = await s3Project(t);
  await succeeded(t, project.sparkify('build'));
  await succeeded(t, project.sparkify('doctor', '--fix'));
  const connection = await connectDuckDb(t);
  await introduce(connection);
  const place = { lake: `s3://${project.bucket}/some/lake`, env: { ...s3Service().env } };
  await readByExamples(t, connection, project.lake, place);
});
