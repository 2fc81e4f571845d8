import test from 'ava';
import { blocksOf, encodeXml, textOf, textsOf } from '../../../../src/storage/s3/xml.ts';

test('texts come decoded, blocks as they stand', t => {
  const xml = '<A><Key>a&amp;b &lt;x&gt; &#x1F600;&#9;</Key></A><A><Key/></A><Key x="1">&unknown;</Key>';
  t.deepEqual(textsOf(xml, 'Key'), ['a&b <x> \u{1f600}\t', '&unknown;']);
  t.deepEqual(blocksOf(xml, 'A'), ['<Key>a&amp;b &lt;x&gt; &#x1F600;&#9;</Key>', '<Key/>']);
  t.is(textOf(xml, 'Size'), undefined);
});

test('an element whose name only begins alike is another', t => {
  t.is(textOf('<Keys>1</Keys><Key>2</Key>', 'Key'), '2');
});

test('what is encoded comes back', t => {
  for (const text of [`a<b>&"c'd`, 'é\u{1f600}', 'tab\tline\n', '&amp;']) {
    t.is(textOf(`<T>${encodeXml(text)}</T>`, 'T'), text);
  }
});
