import test from 'ava';
import { createJobEnder } from '../../../../src/engines/emr/job-ender.ts';
import { buildConfig } from '../../../helpers/project-builder.ts';

const engines = { dev: 'duckdb', prod: 'emr', nightly: 'emr', apps: 'emr-serverless' } as const;

function ownerFrom(name: string, job: string, startedBy: string | null) {
  const { target } = buildConfig();
  return createJobEnder({ target: { ...target, name }, engines }).ownerOf(job, startedBy);
}

test('a job is that of the target that started it', t => {
  t.is(ownerFrom('prod', 'emr/j-1//own', 'prod'), 'this');
  t.is(ownerFrom('nightly', 'emr/j-1//own', 'prod'), 'another', 'it may ask in another region');
  t.is(ownerFrom('dev', 'emr/j-1//own', 'prod'), 'another');
  t.is(ownerFrom('apps', 'emr-serverless/a/r/', 'apps'), 'this');
});

test('a job whose target is gone, or has become another one, is nobody’s', t => {
  t.is(ownerFrom('prod', 'emr/j-1//own', 'renamed'), 'none');
  t.is(ownerFrom('dev', 'emr/j-1//own', 'dev'), 'none');
  t.is(ownerFrom('apps', 'emr/j-1//own', 'apps'), 'none');
});

test('a job of which nobody put down the target may be that of any on its service', t => {
  t.is(ownerFrom('nightly', 'emr/j-1//own', null), 'this');
  t.is(ownerFrom('dev', 'emr/j-1//own', null), 'another');
  t.is(ownerFrom('dev', 'glue/j-1//own', null), 'none');
});
