import test from 'ava';
import { positionAt } from '../../../src/diagnostics/position.ts';
import { ownTexts } from '../../../src/project/own-text.ts';

const one = "defineModel({ name: 'one', query: db => db.selectFrom('a').select(of(')')) })";
const two = "defineModel<DB, Row>({\n    name: 'two',\n  })";
const three = "defineModel({ name: 'three' })";

const head = "import { defineModel } from 'sparkify';\nconst of = (x: string) => x;\n";
const file = (...models: readonly string[]) => `${head}export default [${models.join(', ')}];\n`;

/** What each model of a file depends on. */
function texts(text: string): readonly string[] {
  const all = [...text.matchAll(/defineModel(?=[(<])/g)].map(({ index }) => positionAt('m.ts', text, index));
  return ownTexts(text, all);
}

test('a model depends on its file without the other models, wherever it stands among them', t => {
  const [first, , third] = texts(file(one, two, three));
  t.is(first, texts(file(one, three))[0]);
  t.is(first, texts(file(one))[0], 'as if it were the only one');
  t.is(third, texts(file(three, one))[0]);
  t.true(first!.includes("of(')')") && first!.includes(head) && !first!.includes('two'));
});

test('what stands around the models belongs to each', t => {
  const before = texts(file(one, two));
  const after = texts(file(one, two).replace('=> x', '=> x + 1'));
  t.not(before[0], after[0]);
  t.not(before[1], after[1]);
});

test('models of one call in a loop depend on all of it', t => {
  const text = `${head}export default ['a', 'b'].map(name => defineModel({ name }));\n`;
  const at = positionAt('m.ts', text, text.indexOf('defineModel({'));
  const all = text.replace('=> d', '=>d');
  t.deepEqual(ownTexts(text, [at, at]), [all, all], 'but for blanks around it');
});

test('where a call is not found at its place, the whole file counts', t => {
  const text = file(one, two);
  const at = positionAt('m.ts', text, text.indexOf(one));
  const [lost, found] = ownTexts(text, [{ file: 'm.ts', line: 1, column: 1 }, at]);
  t.is(lost, text);
  t.not(found, text);
});
