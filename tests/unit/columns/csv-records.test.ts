import test from 'ava';
import { csvRecords } from '../../../src/columns/csv-records.ts';

function texts(text: string, delimiter = ','): readonly (readonly string[])[] {
  return [...csvRecords(text, delimiter)].map(({ fields }) => fields.map(field => field.text));
}

test('records end at line ends of every kind, and the last one may end without', t => {
  for (const end of ['\n', '\r\n', '\r'])
    t.deepEqual(texts(['a,b', '1,', ',2'].join(end)), [
      ['a', 'b'],
      ['1', ''],
      ['', '2'],
    ]);
  t.deepEqual(texts('a\n1\n'), [['a'], ['1']]);
});

test('quotes hold delimiters, line ends and doubled quotes', t => {
  t.deepEqual(texts('a;b\n"1;""2""\n3";x "y"\n', ';'), [
    ['a', 'b'],
    ['1;"2"\n3', 'x "y"'],
  ]);
});

test('every field tells where it stands', t => {
  const text = 'a,b\n"1\n",9.5\n';
  const [, record] = [...csvRecords(text, ',')];
  t.is(record!.fields[1]!.offset, text.indexOf('9.5'));
});

test('blank lines are no records where there are several columns', t => {
  t.deepEqual(texts('a,b\n\n1,2\n\n'), [
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('a quote that is never closed, and text behind a closed one, end the reading', t => {
  for (const [text, problem] of [
    ['a,b\n"2\n3\n', 'a quote is opened and never closed'],
    ['a\n1\n"2" 3\n', 'text follows a closing quote'],
  ] as const) {
    const last = [...csvRecords(text, ',')].at(-1)!;
    t.deepEqual(last.problem, { offset: 4, message: problem });
  }
});
