import test from 'ava';
import { parseSelection } from '../../../src/graph/parse-selection.ts';

const ALL = Number.POSITIVE_INFINITY;

function only(text: string) {
  const { union, diagnostics } = parseSelection([text]);
  return { spec: union[0]?.[0], diagnostics };
}

const parses = test.macro({
  title: (_, text: string) => `${text} is read as dbt reads it`,
  exec(t, text: string, expected: object) {
    const { spec, diagnostics } = only(text);
    t.deepEqual(diagnostics, []);
    t.like(spec, expected);
  },
});

const plain = { argument: '', withRelatives: false, parents: 0, children: 0 };
test(parses, 'users', { ...plain, method: 'fqn', value: 'users' });
test(parses, '+users', { ...plain, method: 'fqn', value: 'users', parents: ALL });
test(parses, 'users+', { ...plain, method: 'fqn', value: 'users', children: ALL });
test(parses, '2+users+1', { ...plain, method: 'fqn', value: 'users', parents: 2, children: 1 });
test(parses, '@users', { ...plain, method: 'fqn', value: 'users', withRelatives: true });
test(parses, 'models/marts', { ...plain, method: 'path', value: 'models/marts' });
test(parses, 'users.sql', { ...plain, method: 'file', value: 'users.sql' });
test(parses, 'marts.users', { ...plain, method: 'fqn', value: 'marts.users' });
test(parses, '1+tag:nightly+', { ...plain, method: 'tag', value: 'nightly', parents: 1, children: ALL });
test(parses, 'source:raw.events+', { ...plain, method: 'source', value: 'raw.events', children: ALL });
test(parses, 'config.meta.owner:me', { ...plain, method: 'config', argument: 'meta.owner', value: 'me' });
test(parses, 'path:models/a:b.sql', { ...plain, method: 'path', value: 'models/a:b.sql' });

test('spaces and several texts make a union, commas an intersection', t => {
  const { union } = parseSelection(['a b,c', 'd']);
  t.deepEqual(
    union.map(specs => specs.map(spec => spec.value)),
    [['a'], ['b', 'c'], ['d']],
  );
});

const refused = test.macro({
  title: (_, text: string) => `${text} is refused`,
  exec(t, text: string, message: RegExp, hint: RegExp) {
    const [diagnostic, ...others] = only(text).diagnostics;
    t.deepEqual(others, []);
    t.like(diagnostic, { code: 'bad-selection', severity: 'error' });
    t.regex(diagnostic!.message, message);
    t.regex(diagnostic!.hint!, hint);
  },
});

test(refused, 'tagg:nightly', /no method "tagg"/, /Did you mean "tag"\? The methods are fqn, path,/);
test(refused, 'zzzzzz:x', /no method "zzzzzz"/, /^The methods are/);
test(refused, '@users+', /exclude each other/, /@ already brings/);
test(refused, 'a,,b', /names nothing/, /method/);
test(refused, 'tag:', /names nothing/, /method/);
test(refused, '+', /names nothing/, /method/);
test(refused, 'resource_type:modell', /no resource type "modell"/, /Did you mean "model"\?/);
test(refused, 'config:view', /needs the name of a setting/, /config\.materialized:view/);
test(refused, 'result:failed', /no status of a result/, /The statuses are success, error,/);
test(refused, 'test_type:singulr', /no type of test "singulr"/, /Did you mean "singular"\?/);
test(refused, 'resource_type:metric', /no resources of type "metric" yet/, /^The types are model,/);

const ABSENT = ['metric', 'saved_query', 'semantic_model', 'version'];
for (const method of ABSENT) {
  test(refused, `${method}:x`, /is a method of dbt, but sparkify has no .* yet/, /^The methods are fqn/);
}
