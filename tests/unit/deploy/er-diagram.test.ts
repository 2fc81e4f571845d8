import test from 'ava';
import fc from 'fast-check';
import { type Diagram, renderErDiagram } from '../../../src/deploy/er-diagram.ts';

test('tables, keys and references are drawn as Mermaid reads them', t => {
  const diagram: Diagram = {
    tables: [
      {
        name: 'users',
        columns: [
          {
            name: 'user_id',
            type: 'INTEGER',
            keys: ['PK'],
            description: 'Number of the user; never reused.',
          },
          { name: 'balance', type: 'DECIMAL(18,3)', keys: [], description: '' },
        ],
      },
      {
        name: 'plays',
        columns: [{ name: 'user id', type: 'VARCHAR[]', keys: ['UK', 'FK'], description: 'Who "he" is.' }],
      },
    ],
    references: [
      { from: 'plays', to: 'users', columns: ['user id'], required: true, unique: false },
      { from: 'plays', to: 'users', columns: ['a', 'b'], required: false, unique: true },
    ],
  };
  t.is(
    renderErDiagram(diagram),
    `erDiagram
  "users" {
    INTEGER user_id PK "Number of the user"
    DECIMAL_18_3 balance
  }
  "plays" {
    VARCHAR user_id UK, FK "Who 'he' is"
  }
  "users" ||--o{ "plays" : "user id"
  "users" |o--o| "plays" : "a, b"
`,
  );
});

test('a long description ends after its first sentence, or is cut', t => {
  const column = (description: string) =>
    renderErDiagram({
      tables: [{ name: 't', columns: [{ name: 'c', type: 'INTEGER', keys: [], description }] }],
      references: [],
    }).split('\n')[2];
  t.is(column('Of 3.5 km, e.g. 2.\n  Then more.'), '    INTEGER c "Of 3.5 km, e.g. 2"');
  t.is(column('x'.repeat(200)), `    INTEGER c "${'x'.repeat(79)}…"`);
});

test('names that would mean something else to Mermaid are written so that they do not', t => {
  const column = (name: string) =>
    ({ name, type: 'INTEGER', keys: [], description: 'direction TB' }) as const;
  const columns = ['pk', 'FK-id', 'pk_id', 'a__b', 'ª', '¹x', '日本'].map(column);
  t.is(
    renderErDiagram({
      tables: [{ name: '%%x\\', columns }],
      references: [{ from: '%%x\\', to: '%%x\\', columns: ['direction lr'], required: true, unique: true }],
    }),
    `erDiagram
  "__x_" {
    INTEGER c_pk "direction_TB"
    INTEGER c_FK-id "direction_TB"
    INTEGER pk_id "direction_TB"
    INTEGER a__b "direction_TB"
    INTEGER c_ "direction_TB"
    INTEGER x "direction_TB"
    INTEGER 日本 "direction_TB"
  }
  "__x_" ||--o| "__x_" : "direction_lr"
`,
  );
});

/** What Mermaid's grammar for these diagrams takes, line by line; tests/services/mermaid.test.ts asks Mermaid itself. */
const grammar =
  /^(?:erDiagram| {2}"[^"%\\\n]+" \{| {2}\}| {4}[A-Za-z\u00c0-\uffff][\w\u00c0-\uffff-]* (?!(?:PK|FK|UK)\b)[A-Za-z\u00c0-\uffff][\w\u00c0-\uffff-]*(?: (?:PK|FK|UK)(?:, (?:PK|FK|UK))*)?(?: "[^"\n]+")?| {2}"[^"\n]+" (?:\|\||\|o)--(?:o\{|o\|) "[^"\n]+" : "[^"\n]+"|)$/u;

test('whatever names, types and descriptions are, the diagram keeps to the grammar', t => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter(each => each.trim() !== '');
  fc.assert(
    fc.property(text, text, text, text, (name, column, type, description) => {
      const columns = [{ name: column, type, keys: ['FK'], description }] as const;
      const references = [{ from: name, to: name, columns: [column], required: true, unique: false }];
      for (const line of renderErDiagram({ tables: [{ name, columns }], references }).split('\n')) {
        t.regex(line, grammar);
      }
    }),
  );
});
