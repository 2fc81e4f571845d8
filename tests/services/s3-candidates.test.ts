import { candidateCases, candidateFiles } from '../helpers/candidate-cases.ts';
import { cliProject } from '../helpers/cli-project.ts';
import { onS3 } from './s3-project.ts';
import { s3Test } from './s3-service.ts';

const config = `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE }) },
});
`;

for (const [title, check] of Object.entries(candidateCases)) {
  s3Test(`in a lake on S3 ${title}`, async t => {
    t.timeout(300_000);
    await check(t, await onS3(cliProject(t, candidateFiles(config))));
  });
}
