import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import { installOnce } from '../helpers/install-once.ts';
import { s3SerialTest } from '../services/s3-service.ts';
import { pyspark } from './spark-test.ts';

/** Those that fit the Spark, and the Hadoop, of the tests' PySpark. */
const artifacts = ['org.apache.hadoop:hadoop-aws:3.4.1', 'software.amazon.awssdk:bundle:2.24.6'];

/** The folder of the libraries by which Spark reads S3; undefined where they cannot be had, except in CI. */
export const s3aJars: string | undefined = await install().catch((error: Error) => {
  if (process.env.CI) throw new Error('Spark has no libraries for S3.', { cause: error });
  return undefined;
});

/** A test that needs Spark and an S3 server. Where one of them is missing it is named as skipped. */
export const sparkS3Test = pyspark === undefined || s3aJars === undefined ? test.serial.skip : s3SerialTest;

function install(): Promise<string> {
  return installOnce('s3a-3.4.1', async partial => {
    for (const artifact of artifacts) {
      const goal = ['dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${partial}`];
      await promisify(execFile)('mvn', ['--batch-mode', '--quiet', ...goal]);
    }
  });
}
