import test from 'ava';
import { hideSecrets } from '../../../src/artifacts/hide-secrets.ts';

const written = (document: object, env: Readonly<Record<string, string>>) =>
  JSON.parse(JSON.stringify(document, hideSecrets(env)));

test('values of secret variables are hidden wherever they stand in a text', t => {
  const env = { DBT_ENV_SECRET_URL: 'hunter-22', API_TOKEN: 'abcdef', GIT_KEY: 'k'.repeat(9) };
  t.deepEqual(written({ message: ['at hunter-22 with "abcdef"', `${env.GIT_KEY}!`], rows: 3 }, env), {
    message: ['at ***** with "*****"', '*****!'],
    rows: 3,
  });
});

test('other values, keys of objects and short words stay', t => {
  const env = { HOME_FOLDER: '/home/ada', MONKEY: 'banana', TOKEN: 'on', PASSWORD: 'message' };
  t.deepEqual(written({ message: 'on /home/ada, banana' }, env), { message: 'on /home/ada, banana' });
});

test('without secrets nothing is looked at', t => {
  t.is(hideSecrets({ PATH: '/usr/bin' }), undefined);
});
