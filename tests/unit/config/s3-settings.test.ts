import test from 'ava';
import { parseS3Address, renderS3Address } from '../../../src/config/s3-address.ts';
import { accessTo, toS3Settings } from '../../../src/config/s3-settings.ts';

test('what is set for a bucket comes over what is set for all', t => {
  const settings = toS3Settings(
    { region: 'eu-west-1', profile: 'work', buckets: { open: { anonymous: true, region: 'us-west-2' } } },
    '/project',
  );
  t.like(accessTo(settings, 'open'), { region: 'us-west-2', profile: 'work', anonymous: true, timeout: 20 });
  t.like(accessTo(settings, 'other'), { region: 'eu-west-1', profile: 'work', anonymous: false });
  t.like(accessTo(settings, 'toString'), { region: 'eu-west-1' });
  t.is(toS3Settings({ caFile: 'ca.pem' }, '/project').caFile, '/project/ca.pem');
});

test('an address on S3 is taken apart, and one that no bucket or path can have is refused', t => {
  t.deepEqual(parseS3Address('s3://music/a/b/'), { bucket: 'music', path: 'a/b' });
  t.deepEqual(parseS3Address('s3://music'), { bucket: 'music', path: '' });
  t.is(renderS3Address({ bucket: 'music', path: '' }), 's3://music');
  for (const bad of [
    's3://',
    's3://ab',
    's3://Music/a',
    's3://music//a',
    's3://music/../a',
    'music/a',
    's3://a_b/c',
  ]) {
    t.is(parseS3Address(bad), undefined, bad);
  }
});
