import test from 'ava';
import { renderPosition } from '../../../src/diagnostics/position.ts';
import { parseYamlFile } from '../../../src/project/yaml-file.ts';

function parse(text: string) {
  return parseYamlFile({ path: 'p.yml', text });
}

const refused = test.macro<[text: string, place: string, message: string]>({
  exec(t, text, place, message) {
    const { value, diagnostics } = parse(text);
    t.is(value, null);
    t.is(diagnostics[0]?.code, 'bad-yaml');
    t.is(renderPosition(diagnostics[0]!.at!), place);
    t.is(diagnostics[0]?.message, `p.yml is not valid YAML: ${message}`);
  },
  title: (_, text) => `${JSON.stringify(text)} is no valid YAML`,
});

test(refused, 'a:\n\tb: 1\n', 'p.yml:2:1', 'Tabs are not allowed as indentation.');
test(refused, 'a: @x\n', 'p.yml:1:4', 'Plain value cannot start with reserved character @.');
test(refused, 'a: !date 1\n', 'p.yml:1:4', 'Unresolved tag: !date.');

test('a key that stands twice is told by its name, and the rest of the file is read', t => {
  const { value, diagnostics } = parse('a: 1\nb:\n  - c: 1\n    c: 2\na: 2\n');
  t.deepEqual(
    diagnostics.map(({ code, message, at }) => [code, message, renderPosition(at!), at?.length]),
    [
      ['bad-yaml', 'The key "c" stands here twice.', 'p.yml:4:5', 1],
      ['bad-yaml', 'The key "a" stands here twice.', 'p.yml:5:1', 1],
    ],
  );
  t.deepEqual(Object.keys(value as object), ['a', 'b']);
});

test('of a file that cannot be read, the first error is told and none that follows from it', t => {
  const { diagnostics } = parse(
    'models:\n- name: a\n  columns:\n  - name: id\n  description: a\n    tests: [b]\n',
  );
  t.is(diagnostics.length, 1);
});

test('tabs for indentation get the hint to indent with spaces', t => {
  t.is(parse('a:\n\tb: 1\n').diagnostics[0]?.hint, 'Indent with spaces.');
});

test('several documents in a file are refused', t => {
  t.is(parse('a: 1\n---\nb: 2\n').diagnostics[0]?.code, 'bad-yaml');
});

test('an alias without its anchor is refused', t => {
  const { value, diagnostics } = parse('a: *b\n');
  t.is(value, null);
  t.is(diagnostics[0]?.code, 'bad-yaml');
});

test('a number that would be rounded is refused where it stands', t => {
  const { diagnostics } = parse('a:\n  - 1\n  - 9007199254740993\n');
  t.is(diagnostics[0]?.message, 'The number 9007199254740993 cannot be held exactly.');
  t.is(diagnostics[0]?.hint, 'Put it in quotes.');
  t.is(renderPosition(diagnostics[0]!.at!), 'p.yml:3:5');
  t.deepEqual(parse('a: 9007199254740991\nb: -1.5\n').value, { a: 9007199254740991, b: -1.5 });
  t.is(parse('a: .inf\n').diagnostics.length, 1);
});

test('places are found through aliases and merge keys', t => {
  const file = parse(`base: &base
  name: x
  list: [one, two]
other:
  <<: *base
  alias: *base
`);
  t.deepEqual(file.value, {
    base: { name: 'x', list: ['one', 'two'] },
    other: { name: 'x', list: ['one', 'two'], alias: { name: 'x', list: ['one', 'two'] } },
  });
  t.is(renderPosition(file.positionOf(['other', 'list', 1])), 'p.yml:3:15');
  t.is(renderPosition(file.positionOf(['other', 'alias', 'name'])), 'p.yml:2:9');
  t.is(renderPosition(file.positionOfKey(['other', 'alias'])), 'p.yml:6:3');
});

test('a list or mapping is pointed at by its key, a missing value by what is around it', t => {
  const file = parse('a:\n  b:\n    - x\n');
  t.deepEqual(file.positionOf(['a', 'b']), { file: 'p.yml', line: 2, column: 3, length: 1 });
  t.deepEqual(file.positionOf(['a', 'c', 'd']), { file: 'p.yml', line: 1, column: 1, length: 1 });
});

test('a text that changed is parsed anew, and an old one again', t => {
  const parsed = (text: string) => parseYamlFile({ path: 'models/changing.yml', text }).value;
  t.deepEqual(parsed('a: 1'), { a: 1 });
  t.deepEqual(parsed('a: 2'), { a: 2 });
  t.deepEqual(parsed('a: 1'), { a: 1 });
  t.deepEqual(
    parseYamlFile({ path: 'models/other.yml', text: 'a: 1' }).positionOf(['a']).file,
    'models/other.yml',
  );
});
