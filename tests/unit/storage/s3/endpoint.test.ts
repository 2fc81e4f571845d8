import test from 'ava';
import type { S3AccessOptions } from '../../../../src/config/define-config.ts';
import { toS3Settings } from '../../../../src/config/s3-settings.ts';
import { chooseEndpoint, chooseRegion, hostOf } from '../../../../src/storage/s3/endpoint.ts';
import type { S3Profile } from '../../../../src/storage/s3/profile.ts';

const none: S3Profile = { region: undefined, endpoint: undefined };

function place(options: S3AccessOptions, env: NodeJS.ProcessEnv, bucket = 'music', profile = none): string {
  const access = toS3Settings(options, '/');
  const endpoint = chooseEndpoint({ access, profile, env }, bucket, 'eu-west-1');
  const path = endpoint.pathStyle ? `/${bucket}` : '';
  return `${endpoint.secure ? 'https' : 'http'}://${hostOf(endpoint, bucket)}${path}`;
}

test('a bucket stands in the host at Amazon, unless its name has dots', t => {
  t.is(place({}, {}), 'https://music.s3.eu-west-1.amazonaws.com');
  t.is(place({}, {}, 'my.music'), 'https://s3.eu-west-1.amazonaws.com/my.music');
  t.is(place({ pathStyle: true }, {}), 'https://s3.eu-west-1.amazonaws.com/music');
});

test('a bucket stands in the path where the endpoint is an address or a local name', t => {
  for (const host of ['127.0.0.1:9000', 'localhost:9000', '[::1]:9000', 'minio:9000']) {
    t.is(place({ endpoint: `http://${host}` }, {}), `http://${host}/music`);
  }
  t.is(place({ endpoint: 'https://storage.example.com' }, {}), 'https://music.storage.example.com');
  t.is(
    place({ endpoint: 'https://storage.example.com', pathStyle: true }, {}),
    'https://storage.example.com/music',
  );
});

test('settings come before variables, those of S3 before those of all services, and a profile last', t => {
  const profile = { region: 'sa-east-1', endpoint: 'http://10.0.0.1' };
  const env = { AWS_ENDPOINT_URL: 'http://10.0.0.2', AWS_REGION: 'ca-west-1' };
  const s3 = { ...env, AWS_ENDPOINT_URL_S3: 'http://10.0.0.3' };
  t.is(place({}, {}, 'music', profile), 'http://10.0.0.1/music');
  t.is(place({}, env, 'music', profile), 'http://10.0.0.2/music');
  t.is(place({}, s3, 'music', profile), 'http://10.0.0.3/music');
  t.is(place({ endpoint: 'http://10.0.0.4' }, s3, 'music', profile), 'http://10.0.0.4/music');
  const ignored = { ...s3, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' };
  t.is(place({}, ignored, 'music', profile), 'https://music.s3.eu-west-1.amazonaws.com');
  const access = toS3Settings({ region: 'eu-north-1' }, '/');
  t.is(chooseRegion(access, profile, env), 'eu-north-1');
  t.is(chooseRegion(toS3Settings({}, '/'), profile, env), 'ca-west-1');
  t.is(chooseRegion(toS3Settings({}, '/'), profile, {}), 'sa-east-1');
});
