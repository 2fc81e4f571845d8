import test from 'ava';
import { exposeEnvironment } from '../../../src/config/environment.ts';

// They share process.env.
test.serial('values of .env reach process.env and env_var()', t => {
  const env = exposeEnvironment({ SPARKIFY_TEST_A: 'file' });
  t.is(process.env.SPARKIFY_TEST_A, 'file');
  t.is(env.SPARKIFY_TEST_A, 'file');
});

test.serial('the next .env replaces what the one before set', t => {
  exposeEnvironment({ SPARKIFY_TEST_A: 'one', SPARKIFY_TEST_B: 'one' });
  const env = exposeEnvironment({ SPARKIFY_TEST_A: 'two' });
  t.is(process.env.SPARKIFY_TEST_A, 'two');
  t.is(env.SPARKIFY_TEST_A, 'two');
  t.false('SPARKIFY_TEST_B' in process.env);
  t.is(env.SPARKIFY_TEST_B, undefined);
});

test.serial('the shell wins over .env, and keeps its value', t => {
  process.env.SPARKIFY_TEST_C = 'shell';
  t.teardown(() => delete process.env.SPARKIFY_TEST_C);
  t.is(exposeEnvironment({ SPARKIFY_TEST_C: 'file' }).SPARKIFY_TEST_C, 'shell');
  exposeEnvironment({});
  t.is(process.env.SPARKIFY_TEST_C, 'shell');
});

test.serial('a value that the program changed after loading is its own', t => {
  exposeEnvironment({ SPARKIFY_TEST_D: 'file' });
  process.env.SPARKIFY_TEST_D = 'program';
  t.teardown(() => delete process.env.SPARKIFY_TEST_D);
  t.is(exposeEnvironment({ SPARKIFY_TEST_D: 'file' }).SPARKIFY_TEST_D, 'program');
});

test.serial('no template may read AWS credentials, wherever they come from', t => {
  const env = exposeEnvironment(
    {},
    { AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't', AWS_REGION: 'eu-west-1' },
  );
  t.deepEqual(env, { AWS_REGION: 'eu-west-1' });
});
