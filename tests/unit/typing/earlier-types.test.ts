import test from 'ava';
import fc from 'fast-check';
import type { Column } from '../../../src/columns/column.ts';
import { readEarlierTypes } from '../../../src/typing/earlier-types.ts';
import { type RenderedTable, renderTypes } from '../../../src/typing/render-types.ts';
import { propertyName, readPropertyName } from '../../../src/typing/row-type.ts';
import { modelNode } from '../../helpers/node-builder.ts';

const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const columnsOfTable = fc.uniqueArray(
  fc.record({ name, type: fc.constantFrom('INTEGER', 'DOUBLE', 'STRUCT(a VARCHAR)', "ENUM('a}', '*/')") }),
  { minLength: 1, maxLength: 4, selector: column => column.name },
);
const tables = fc.uniqueArray(
  fc.record({
    name,
    description: fc.string({ unit: 'binary' }),
    published: fc.boolean(),
    columns: columnsOfTable,
  }),
  { maxLength: 5, selector: table => table.name },
);

interface Model {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly Column[];
  readonly published?: boolean;
}

function project(models: readonly Model[]) {
  const nodes = models.map(({ name, description, published = true }) => ({
    ...modelNode(name, [], 'table', published),
    description,
    relation: { schema: 'main', name },
  }));
  const columns = Object.fromEntries(models.map((model, index) => [nodes[index]!.uniqueId, model.columns]));
  return { nodes, columns };
}

test('a generated file is read back to the letter, whatever names and descriptions hold', t => {
  fc.assert(
    fc.property(tables, models => {
      const { text, tables } = renderTypes(project(models));
      const earlier = readEarlierTypes(text);
      t.deepEqual([...earlier.keys()], tables);
      // Nothing of it is computed anew, and it is the same file.
      t.is(renderTypes({ nodes: [], columns: {} }, [...earlier.values()]).text, text);
      t.deepEqual([...earlier.keys()].sort(), models.map(({ name }) => name).sort());
      return true;
    }),
  );
});

test('a name is read back from the key that it was written as', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => readPropertyName(propertyName(text)) === text),
  );
  t.is(readPropertyName(propertyName(`\\'"\n\u2028`)), `\\'"\n\u2028`);
});

test('the name of a row follows the other tables', t => {
  const model = (name: string) => ({ name, description: '', columns: [{ name: 'a', type: 'INTEGER' }] });
  // A space is less than a dash.
  const earlier = readEarlierTypes(renderTypes(project([model('a b'), model('a-b')])).text);
  const kept = earlier.get('a-b') as RenderedTable;
  t.is(kept.row, 'ABRow2');
  const { text } = renderTypes(project([]), [kept]);
  t.regex(text, /'a-b': ABRow;[\s\S]*interface ABRow \{[\s\S]*const aBRow = [\s\S]*ZodType<ABRow>/);
  t.notRegex(text, /ABRow2/i);
});

test('a file of somebody else has no tables', t => {
  t.is(readEarlierTypes('// mine\n').size, 0);
  t.is(readEarlierTypes('export interface Database {\n  users: UsersRow;\n}\n').size, 0);
});
