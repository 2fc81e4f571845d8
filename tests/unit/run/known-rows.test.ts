import test from 'ava';
import fc from 'fast-check';
import type { CompiledTest } from '../../../src/compile/node.ts';
import { defaultVerdict } from '../../../src/compile/test-verdict.ts';
import { createKnownRows } from '../../../src/run/known-rows.ts';
import type { RunTask } from '../../../src/run/run-plan.ts';
import { modelNode, testNode } from '../../helpers/node-builder.ts';

const passing = { failures: 0, shouldWarn: false, shouldError: false };
const users = modelNode('users', []);

function taskOf(kind: 'compute' | 'released', node = users): RunTask {
  return { id: node.uniqueId, kind, node, dependsOn: [], readers: 1, selected: true, last: true };
}

function testOf(least: number, most?: number, verdict = {}): CompiledTest {
  return {
    ...testNode('counts', [users.uniqueId]),
    rowLimits: { least, most },
    verdict: { ...defaultVerdict, ...verdict },
  };
}

test('a number of rows within the limits proves its test, and any other leaves it to its query', t => {
  fc.assert(
    fc.property(fc.nat(9), fc.nat(9), fc.option(fc.nat(9), { nil: undefined }), (rows, least, most) => {
      const known = createKnownRows([taskOf('compute')]);
      known.tell(taskOf('compute'), rows);
      const isWithin = rows >= least && (most === undefined || rows <= most);
      t.deepEqual(known.findings(testOf(least, most)), isWithin ? passing : undefined);
    }),
  );
});

test('nothing is proven of a table that nobody counted, nor of a test that asks for more', t => {
  const known = createKnownRows([taskOf('compute')]);
  t.is(known.findings(testOf(1)), undefined);
  known.tell(taskOf('compute'), undefined);
  t.is(known.findings(testOf(1)), undefined);
  known.tell(taskOf('compute'), 5);
  t.deepEqual(known.findings(testOf(1)), passing);
  t.is(known.findings(testNode('other', [users.uniqueId])), undefined);
});

test('what no failure means is for the config to say', t => {
  const known = createKnownRows([taskOf('compute')]);
  known.tell(taskOf('compute'), 5);
  for (const verdict of [{ errorIf: '= 0' }, { warnIf: '< 1' }, { failCalc: 'coalesce(sum(row_count), 7)' }])
    t.is(known.findings(testOf(1, undefined, verdict)), undefined);
  t.deepEqual(known.findings(testOf(1, undefined, { limit: 3 })), passing);
});

test('a hook may change what was computed, but not what was published', t => {
  const hook = { text: 'delete from main.users', statements: ['delete from main.users'] };
  const hooked = { ...modelNode('others', []), hooks: { pre: [], post: [hook] } } as unknown as typeof users;
  const known = createKnownRows([taskOf('compute'), taskOf('compute', hooked)]);
  known.tell(taskOf('compute'), 5);
  t.is(known.findings(testOf(1)), undefined);
  known.tell(taskOf('released'), 5);
  t.deepEqual(known.findings(testOf(1)), passing);
});
