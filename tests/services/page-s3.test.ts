import test from 'ava';
import { succeeded } from '../helpers/cli-result.ts';
import { because, closeBrowser, fileAddress, hasBrowser, openPage } from './browser.ts';
import { s3Project } from './s3-project.ts';
import { s3SerialTest } from './s3-service.ts';

const withBoth = hasBrowser ? s3SerialTest : test.skip;
test.after.always(closeBrowser);

withBoth(`a lake on S3 has a page, with the rows of its tables${because}`, async t => {
  t.timeout(120_000);
  const project = await s3Project(t);
  await succeeded(t, project.sparkify('build'));
  await succeeded(t, project.sparkify('docs', 'generate'));
  const page = await openPage(t);
  const index = project.path('target/docs/index.html');
  await page.goto(fileAddress(index));
  await page.getByText(`s3://${project.bucket}/some/lake`).waitFor();

  await page.goto(fileAddress(index, '#/node/model.sparkify_lake.users?tab=data'));
  await page.getByRole('heading', { name: '8 rows' }).waitFor();
  await page.goto(fileAddress(index, '#/node/model.sparkify_lake.songs?tab=files'));
  await page.getByRole('columnheader', { name: 'artist_id' }).waitFor();
});
