import test from 'ava';
import type { GlueCatalogInput } from '../../../../src/config/define-catalog.ts';
import type { S3Options } from '../../../../src/config/define-config.ts';
import { glueCatalogOf } from '../../../../src/config/glue-catalog.ts';
import { toS3Settings } from '../../../../src/config/s3-settings.ts';
import { renderTemplate } from '../../../../src/deploy/cloudformation/template.ts';

const place = { name: 'prod', lake: 's3://my-lake/music', region: undefined, plainCopy: true };

function templateWith(catalog: Partial<GlueCatalogInput>, s3: S3Options): string {
  return renderTemplate({
    project: 'tiny',
    target: {
      ...{ type: 'duckdb', name: place.name, lake: place.lake, database: ':memory:' },
      catalog: glueCatalogOf({ type: 'glue', database: 'music', ...catalog }, place),
      s3: toS3Settings(s3, '/project'),
      extensions: { folder: undefined, repository: undefined },
      ...{ upload: 'auto', requirePlan: false, threads: 1, memoryLimit: undefined },
    },
    ...{ reads: [], command: ['build'], environment: {} },
    at: { hour: 5, minute: 0, timezone: 'UTC' },
  });
}

test('the rights in Glue are for the region in which it will be asked', t => {
  const resource = (region: string) =>
    `arn:\${AWS::Partition}:glue:${region}:\${AWS::AccountId}:database/music`;
  const both = templateWith({ region: 'eu-west-1' }, { region: 'eu-central-1' });
  t.true(both.includes(resource('eu-west-1')));
  t.true(templateWith({}, { region: 'eu-central-1' }).includes(resource('eu-central-1')));
  t.true(templateWith({}, {}).includes(resource(`\${AWS::Region}`)));
});
