import test from 'ava';
import fc from 'fast-check';
import { xmlElement, xmlText } from '../../../../src/cli/ci/xml.ts';

/** The characters that XML 1.0 allows (production 2), and nothing that only a reference may stand for. */
const allowed = /^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

test('an element without content closes itself, and leaves out attributes without a value', t => {
  t.is(
    xmlElement('skipped', { message: 'because of a', line: undefined }),
    '<skipped message="because of a"/>',
  );
});

test('markup in text and attributes is written as references', t => {
  t.is(
    xmlElement('failure', { message: '"a" < \'b\' & c' }, [xmlText('x > 1 ]]> <b>')]),
    '<failure message="&quot;a&quot; &lt; \'b\' &amp; c">x &gt; 1 ]]&gt; &lt;b&gt;</failure>',
  );
});

test('line ends and tabs of an attribute survive a parser', t => {
  t.is(xmlElement('a', { b: '1\r\n\t2' }), '<a b="1&#13;&#10;&#9;2"/>');
  t.is(xmlText('1\r\n\t2'), '1&#13;\n\t2');
});

test('characters that XML cannot hold are written out', t => {
  t.is(xmlText('\u0000\u0007\u001b[31m\ud800\uffff😀'), '\\u0000\\u0007\\u001b[31m\\ud800\\uffff😀');
});

test('whatever the text, only allowed characters come out, and no markup', t => {
  const anyText = fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)),
  });
  t.notThrows(() =>
    fc.assert(
      fc.property(anyText, text => {
        const written = xmlElement('a', { b: text });
        return allowed.test(written) && /^<a b="[^"<>]*"\/>$/.test(written);
      }),
    ),
  );
});
