import test from 'ava';
import { renderDescription } from '../../../src/project/render-description.ts';

function render(text: string) {
  const told: string[] = [];
  const docs = new Map([
    ['user', 'Someone who {{ listens }}.'],
    ['level', 'free or paid'],
  ]);
  const report = (code: string, message: string, written: string, hint: string) =>
    told.push([code, message, written, hint].join(' | '));
  return { text: renderDescription(text, { docs, project: 'shop', report }), told };
}

test('doc() puts the text of a block there, which is no template itself', t => {
  t.deepEqual(render("A user: {{ doc(\"user\") }} Level: {{- doc('shop', 'level') -}}."), {
    text: 'A user: Someone who {{ listens }}. Level: free or paid.',
    told: [],
  });
});

test('comments go, and raw text stays as it is', t => {
  t.is(render('a{# not this #} {% raw %}{{ b }}{% endraw %}').text, 'a {{ b }}');
});

test('a dollar sign of a block means nothing', t => {
  const docs = new Map([['price', "$& and $1 and $'"]]);
  const context = { docs, project: 'shop', report: t.fail };
  t.is(renderDescription("costs {{ doc('price') }}", context), "costs $& and $1 and $'");
});

test('an unknown block has the nearest name', t => {
  t.deepEqual(render("{{ doc('usr') }}").told, [
    'unknown-doc | doc() names "usr", which no docs block is called. | {{ doc(\'usr\') }} | Did you mean "user"?',
  ]);
});

test('another project and any other expression are refused', t => {
  t.regex(render("{{ doc('other', 'user') }}").told[0]!, /^unknown-doc .*project "other"/);
  t.regex(render("{{ var('x') }}").told[0]!, /^unsupported-jinja .*only call doc\(\)/);
  t.regex(render('{% if true %}a{% endif %}').told[0]!, /^unsupported-jinja/);
});
