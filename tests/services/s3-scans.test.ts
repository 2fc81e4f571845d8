import { succeeded } from '../helpers/cli-result.ts';
import { tinyProject } from '../helpers/tiny-project.ts';
import { onS3 } from './s3-project.ts';
import { s3Test } from './s3-service.ts';

s3Test('tests of a lake on S3 take from the footers of its files what they prove', async t => {
  const project = await onS3(
    tinyProject(t, {
      'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';
export default defineConfig({ name: 'tiny', targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE }) } });
`,
    }),
  );
  await succeeded(t, project.sparkify('build', '-q'));
  t.regex(await succeeded(t, project.sparkify('test')), /PASS=2 WARN=0 ERROR=0/);
  const ran = project.read('target/run/tiny/models/payments.yml/not_null_payments_id.sql');
  t.regex(ran, /^-- Nothing was scanned: /);
});
