import { hash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { succeeded } from '../helpers/cli-result.ts';
import type { AwsCall, AwsEndpoints } from './aws-endpoints.ts';
import { type AwsOptions, awsProject, containerEnv } from './aws-project.ts';
import { isOfDuckDb, type SeenRequest } from './fault-proxy.ts';
import { s3SerialTest } from './s3-service.ts';
import { keyIdOf } from './temporary-keys.ts';

/** Builds, and gives what the endpoints of AWS were asked. Every request was signed, those of DuckDB, too. */
async function buildWithKeys(t: ExecutionContext, options: AwsOptions): Promise<readonly AwsCall[]> {
  const { sparkify, proxy, aws } = await awsProject(t, options);
  t.regex(await succeeded(t, sparkify('build')), /Published release/);
  t.deepEqual(proxy.refusals, []);
  const read = proxy.requests.find(isOfDuckDb)!;
  t.true(aws.keys.issued.some(({ accessKeyId }) => accessKeyId === keyIdOf(read.headers)));
  return aws.calls;
}

const nothing: Omit<AwsCall, 'endpoint'> & { readonly endpoint?: AwsCall['endpoint'] } = {
  parameters: {},
  headers: {},
};

const role = 'arn:aws:iam::123456789012:role/reader';

s3SerialTest(
  'credentials come from the variables of the environment, a session token among them',
  async t => {
    const env = (aws: AwsEndpoints) => {
      const key = aws.keys.issue(3600);
      return {
        AWS_ACCESS_KEY_ID: key.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
        AWS_SESSION_TOKEN: key.sessionToken,
      };
    };
    t.deepEqual(await buildWithKeys(t, { env }), []);
  },
);

s3SerialTest('credentials come from the profile that the settings name', async t => {
  const files = (aws: AwsEndpoints) => {
    const { accessKeyId, secretAccessKey, sessionToken } = aws.keys.issue(3600);
    return {
      'aws-credentials': `[default]\naws_access_key_id = nobody\naws_secret_access_key = wrong\n
[work]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`,
    };
  };
  const env = () => ({ AWS_SHARED_CREDENTIALS_FILE: 'aws-credentials' });
  t.deepEqual(await buildWithKeys(t, { s3: () => "{ profile: 'work' }", files, env }), []);
});

s3SerialTest('credentials come from single sign-on, by the token of the last sign-in', async t => {
  const files = () => ({
    'aws-config': `[profile work]\nsso_session = office\nsso_account_id = 123456789012\nsso_role_name = Reader\n
[sso-session office]\nsso_start_url = https://office.example.com/start\nsso_region = eu-central-1\n`,
    [`.aws/sso/cache/${hash('sha1', 'office')}.json`]: JSON.stringify({
      ...{ startUrl: 'https://office.example.com/start', region: 'eu-central-1' },
      ...{ accessToken: 'a-token-of-the-sign-in', expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
    }),
  });
  const env = ({ origin }: AwsEndpoints) => ({
    ...{ AWS_PROFILE: 'work', AWS_CONFIG_FILE: 'aws-config', HOME: '.' },
    AWS_ENDPOINT_URL_SSO: origin,
  });
  const [{ endpoint, parameters, headers } = nothing] = await buildWithKeys(t, { files, env });
  t.is(endpoint, 'sso');
  t.deepEqual(parameters, { account_id: '123456789012', role_name: 'Reader' });
  t.is(headers['x-amz-sso_bearer_token'], 'a-token-of-the-sign-in');
});

s3SerialTest('a role is assumed with the external id that the settings name', async t => {
  const s3 = () => `{ role: { arn: '${role}', externalId: 'of-a-partner' } }`;
  const env = ({ origin }: AwsEndpoints) => ({
    ...{ AWS_ACCESS_KEY_ID: 'long-lived', AWS_SECRET_ACCESS_KEY: 'secret-of-a-user' },
    AWS_ENDPOINT_URL_STS: origin,
  });
  const calls = await buildWithKeys(t, { s3, env });
  t.true(calls.length > 0);
  for (const { parameters, headers } of calls) {
    const { Action, RoleArn, ExternalId } = parameters;
    t.deepEqual(
      { Action, RoleArn, ExternalId },
      { Action: 'AssumeRole', RoleArn: role, ExternalId: 'of-a-partner' },
    );
    t.is(keyIdOf(headers), 'long-lived');
  }
});

s3SerialTest('a profile may assume a role, too, with the keys of another', async t => {
  const files = () => ({
    'aws-config': `[profile work]\nrole_arn = ${role}\nexternal_id = of-a-partner\nsource_profile = base\n`,
    'aws-credentials':
      '[base]\naws_access_key_id = of-the-base\naws_secret_access_key = secret-of-the-base\n',
  });
  const env = ({ origin }: AwsEndpoints) => ({
    ...{ AWS_PROFILE: 'work', AWS_CONFIG_FILE: 'aws-config', AWS_SHARED_CREDENTIALS_FILE: 'aws-credentials' },
    AWS_ENDPOINT_URL_STS: origin,
  });
  const [{ parameters, headers } = nothing] = await buildWithKeys(t, { files, env });
  t.is(parameters.ExternalId, 'of-a-partner');
  t.is(keyIdOf(headers), 'of-the-base');
});

s3SerialTest('a web identity is exchanged for the keys of its role', async t => {
  const files = () => ({ 'web-identity': 'a-token-of-the-cluster' });
  const env = ({ origin }: AwsEndpoints) => ({
    ...{ AWS_WEB_IDENTITY_TOKEN_FILE: 'web-identity', AWS_ROLE_ARN: role },
    AWS_ENDPOINT_URL_STS: origin,
  });
  const [{ parameters } = nothing] = await buildWithKeys(t, { files, env });
  t.is(parameters.Action, 'AssumeRoleWithWebIdentity');
  t.is(parameters.RoleArn, role);
  t.is(parameters.WebIdentityToken, 'a-token-of-the-cluster');
});

s3SerialTest('a container has the keys of its role', async t => {
  const [{ endpoint, headers } = nothing] = await buildWithKeys(t, {});
  t.is(endpoint, 'container');
  t.is(headers.authorization, 'a-token-of-the-container');
});

s3SerialTest('an instance has the keys of its role', async t => {
  const env = ({ origin }: AwsEndpoints) => ({
    AWS_EC2_METADATA_SERVICE_ENDPOINT: origin,
    AWS_EC2_METADATA_DISABLED: undefined,
  });
  const [{ endpoint, headers } = nothing] = await buildWithKeys(t, { env });
  t.is(endpoint, 'instance');
  t.is(headers['x-aws-ec2-metadata-token'], 'a-token-of-the-instance');
});

s3SerialTest('keys are renewed before each statement that would outlive them, in DuckDB too', async t => {
  const lifetime = 4;
  const files = (_aws: AwsEndpoints, root: string) => ({
    'models/again.yml': `sources:
  - name: again
    tables:
      - name: events
        location: ${root}/*.json
        columns: [{ name: id, data_type: INTEGER }, { name: amount, data_type: DOUBLE }]
`,
    'models/amounts.sql': `{{ config(materialized='external') }} select id, amount from {{ source('again', 'events') }}`,
  });
  const { sparkify, proxy } = await awsProject(t, { lifetime, files });
  let held = false;
  proxy.setFault(async request => {
    // The first statement that reads the object takes as long as its key holds.
    if (held || !isOfSource(request) || request.method !== 'GET') return undefined;
    held = true;
    await setTimeout(lifetime * 1000);
    return undefined;
  });
  t.regex(await succeeded(t, sparkify('build', '--threads', '1')), /Published release/);
  t.true(held);
  t.deepEqual(proxy.refusals, []);
  const keys = proxy.requests.filter(isOfSource).map(({ headers }) => keyIdOf(headers));
  t.true(new Set(keys).size > 1);
});

/** DuckDB reads the one object of the sources in place. */
function isOfSource(request: SeenRequest): boolean {
  return isOfDuckDb(request) && request.key === 'raw/a.json';
}

/** What everybody on the machine may see of its processes. */
function processes(): string {
  const files = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(id => [`/proc/${id}/cmdline`, `/proc/${id}/environ`]);
  return files.map(readIfThere).join('\n');
}

/** A process may have ended. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

s3SerialTest(
  'no process that a build starts is given a key, and the list of processes shows none',
  async t => {
    const project = await awsProject(t, {
      target: "upload: 'stream',",
      files: () => ({
        // Comes before the program that makes pipes, and keeps what there is to be seen of it.
        'bin/mkfifo': '#!/bin/sh\ncat /proc/$$/cmdline /proc/$$/environ >> seen\nexec /usr/bin/mkfifo "$@"\n',
      }),
      env: aws => ({ ...containerEnv(aws), PATH: `bin:${process.env.PATH}` }),
    });
    chmodSync(project.path('bin/mkfifo'), 0o755);
    let seen = '';
    project.proxy.setFault(({ method }) => {
      if (method !== 'HEAD') seen += processes();
      return undefined;
    });
    await succeeded(t, project.sparkify('build'));
    const ofChildren = project.read('seen');
    t.true(ofChildren.includes('mkfifo') && ofChildren.includes('AWS_ENDPOINT_URL_S3'));
    t.true(seen.includes('bin/sparkify.js') && seen.includes('AWS_ENDPOINT_URL_S3'));
    t.true(project.aws.keys.issued.length > 0);
    for (const { secretAccessKey, sessionToken } of project.aws.keys.issued)
      for (const secret of [secretAccessKey, sessionToken]) t.false((seen + ofChildren).includes(secret));
  },
);
