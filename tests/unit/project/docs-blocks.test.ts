import test from 'ava';
import { readDocsBlocks } from '../../../src/project/docs-blocks.ts';

const read = (text: string) => readDocsBlocks({ path: 'models/docs.md', text });

test('blocks are what stands between their tags, without outer blanks', t => {
  const { blocks, diagnostics } = read(
    '# Words\n\n{% docs user %}\nSomeone.\n\n50 % of them {{ pay }}.\n{% enddocs %}\ntext\n{%- docs level -%}free{%- enddocs -%}\n',
  );
  t.deepEqual(diagnostics, []);
  t.deepEqual(
    blocks.map(({ name, contents, at }) => [name, contents, at.line]),
    [
      ['user', 'Someone.\n\n50 % of them {{ pay }}.', 3],
      ['level', 'free', 9],
    ],
  );
});

const refused = test.macro({
  exec(t, text: string, message: RegExp, line: number) {
    const { diagnostics } = read(text);
    t.is(diagnostics.length, 1);
    t.regex(diagnostics[0]!.message, message);
    t.is(diagnostics[0]!.at?.line, line);
  },
  title: given => given ?? '',
});

test('a block that does not end is refused', refused, 'a\n{% docs user %}\ntext', /"user" does not end/, 2);
test(
  'a block in a block is refused',
  refused,
  '{% docs a %}\n{% docs b %}{% enddocs %}',
  /"a" does not end/,
  1,
);
test('an end without a beginning is refused', refused, 'a\nb {% enddocs %}', /ends no block/, 2);
test('a block needs a plain name', refused, '{% docs %}a{% enddocs %}', /no plain name/, 1);
