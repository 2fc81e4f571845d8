import { runInNewContext } from 'node:vm';
import test from 'ava';
import fc from 'fast-check';
import { dataScript } from '../../../../src/artifacts/page/data-script.ts';

function run(script: string): readonly (readonly [string, unknown])[] {
  const received: [string, unknown][] = [];
  runInNewContext(script, {
    sparkifyDocument: (name: string, text: string) => received.push([name, JSON.parse(text)]),
  });
  return received;
}

test('a script hands its document over as it is, whatever it holds', t => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), json => {
      t.deepEqual(run(dataScript('page', json)), [['page', JSON.parse(json)]]);
    }),
  );
});

test('nothing in a document ends the text that it stands in', t => {
  const texts = [
    `');globalThis.hacked=1;('`,
    `\\');x;//`,
    '</script><script>x</script>',
    '<!--',
    '\u2028\u2029\n\r',
    "\\'",
    '`',
  ];
  const script = dataScript('page', JSON.stringify(texts));
  t.deepEqual(run(script), [['page', texts]]);
  t.notRegex(script, /<\/script|<!--/);
});

test('a key __proto__ is a key like any other', t => {
  const [[, document] = []] = run(dataScript('page', '{"__proto__":{"a":1}}'));
  t.deepEqual(Object.keys(document as object), ['__proto__']);
});
