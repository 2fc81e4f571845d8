import test from 'ava';
import { SparkifyError } from '../../../../src/diagnostics/sparkify-error.ts';
import { explainAwsError } from '../../../../src/engines/emr/explain-aws-error.ts';

function awsError(name: string, message: string, httpStatusCode: number): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

function codeOf(error: unknown): string | undefined {
  const explained = explainAwsError(error, 'start the job', 'emr-serverless:StartJobRun');
  return explained instanceof SparkifyError ? explained.code : undefined;
}

test('what AWS answers is told by what is to be done about it', t => {
  t.is(codeOf(awsError('ValidationException', 'Release label is invalid', 400)), 'cluster-refused');
  t.is(codeOf(awsError('ValidationException', 'The vCPU limit was reached', 400)), 'cluster-refused');
  t.is(codeOf(awsError('AccessDeniedException', 'no', 403)), 'cluster-denied');
  t.is(codeOf(awsError('ValidationException', 'User is not authorized to perform x', 400)), 'cluster-denied');
  t.is(codeOf(awsError('ResourceNotFoundException', 'Application 1 does not exist', 404)), 'cluster-missing');
  t.is(codeOf(awsError('ExpiredTokenException', 'The token has expired', 403)), 'no-credentials');
  t.is(codeOf(awsError('ThrottlingException', 'Rate exceeded', 429)), 'cluster-unreachable');
  t.is(codeOf(awsError('InternalServerException', 'sorry', 500)), 'cluster-unreachable');
  t.is(codeOf(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })), 'cluster-unreachable');
});

test('the message names what was asked for, the hint the right that it takes', t => {
  const error = explainAwsError(
    awsError('AccessDeniedException', 'User is not authorized.\nmore', 403),
    'start the job',
    'emr-serverless:StartJobRun',
  ) as SparkifyError;
  t.is(error.message, 'AWS was asked to start the job, and refused it: User is not authorized.');
  t.regex(error.hint!, /the right emr-serverless:StartJobRun /);
});

test('a bug stays a bug, and what was explained before stays as it is', t => {
  const bug = new TypeError('x is undefined');
  t.is(explainAwsError(bug, 'start', 'right'), bug);
  const odd = new Error('odd');
  t.is(explainAwsError(odd, 'start', 'right'), odd);
  const known = new SparkifyError('no-credentials', 'None.');
  t.is(explainAwsError(known, 'start', 'right'), known);
});
