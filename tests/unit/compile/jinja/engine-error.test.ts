import test from 'ava';
import { Environment } from 'minijinja-js';
import { parseEngineError } from '../../../../src/compile/jinja/engine-error.ts';

function errorOf(template: string): unknown {
  const environment = new Environment();
  environment.debug = true;
  environment.undefinedBehavior = 'strict';
  try {
    return environment.renderNamedStr('t.sql', template, {});
  } catch (error) {
    return error;
  } finally {
    environment.free();
  }
}

test('kind, template, line and column are read from the text of the engine', t => {
  t.deepEqual(parseEngineError(errorOf('a\né𝒳 {{ 1 | nofilter }}')), {
    kind: 'unknown filter',
    detail: 'filter nofilter is unknown',
    template: 't.sql',
    line: 2,
    column: 10,
    length: 8,
  });
});

test('an error without details has its kind alone', t => {
  t.like(parseEngineError(errorOf('{{ a }}')), {
    kind: 'undefined value',
    detail: '',
    line: 1,
    column: 3,
    length: 1,
  });
});

test('an error over several lines has no column', t => {
  t.like(parseEngineError(errorOf('{{ nope(\n1) }}')), {
    kind: 'unknown function',
    line: 2,
    column: undefined,
  });
});

test('text of the template is not taken for the mark of the engine', t => {
  t.like(parseEngineError(errorOf('     i ^^^ (in x:7)\n{{ a }}')), {
    template: 't.sql',
    line: 2,
    column: 3,
  });
});

test('other errors are not of the engine', t => {
  t.is(parseEngineError(new RangeError('Maximum call stack size exceeded')), undefined);
  t.is(parseEngineError('unreachable'), undefined);
});
