import test from 'ava';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { completeContract } from '../../../src/typing/complete-contract.ts';

const users = {
  name: 'users',
  columns: [
    { name: 'id', type: 'INTEGER' },
    { name: 'paid', type: 'DECIMAL(18,3)' },
    { name: 'tags', type: 'VARCHAR[]' },
  ],
};

test('a new file holds the model with all its columns', t => {
  t.deepEqual(completeContract('', users), {
    text: `version: 2

models:
  - name: users
    columns:
      - name: id
        data_type: INTEGER
      - name: paid
        data_type: DECIMAL(18,3)
      - name: tags
        data_type: VARCHAR[]
`,
    columnsAdded: 3,
    typesAdded: 0,
  });
});

test('what is missing is put between what is there', t => {
  const text = `# About people.
version: 2

models:
  - name: users   # everyone
    description: >
      Folded,
      as it was.
    columns:
      # the key
      - name: id   # never null
        data_tests: [not_null,   unique]

      - {name: paid, description: 'what''s paid'}
    # the end of users

  - name: others
    columns: [{ name: x }]
`;
  t.is(
    completeContract(text, users)?.text,
    `# About people.
version: 2

models:
  - name: users   # everyone
    description: >
      Folded,
      as it was.
    columns:
      # the key
      - name: id   # never null
        data_type: INTEGER
        data_tests: [not_null,   unique]

      - {name: paid, data_type: "DECIMAL(18,3)", description: 'what''s paid'}
      - name: tags
        data_type: VARCHAR[]
    # the end of users

  - name: others
    columns: [{ name: x }]
`,
  );
});

for (const [title, text] of Object.entries({
  'a model without columns': 'models:\n  - name: users\n    description: x\n',
  'a model at the end of a file without a line end': 'models:\n  - name: users',
  'columns with nothing below': 'models:\n  - name: users\n    columns:\n    description: x\n',
  'an empty list of columns': 'models:\n  - name: users\n    columns: []\n',
  'a type with nothing after it':
    'models:\n  - name: users\n    columns:\n      - name: id\n        data_type:\n        description: x\n',
  'a list that is not indented':
    'models:\n- name: users\n  columns:\n  - name: id\n    description: |\n      a\n\n      b\n',
  'a model in braces': 'models: [{ name: users, description: x }]\n',
  'a file of other models': 'models:\n  - name: others\n    columns:\n      - name: x\n',
  'a file of sources': 'version: 2\nsources:\n  - name: raw\n    tables:\n      - {name: t, location: x}\n',
  'a file that says nothing yet': '# later\n',
  'models with nothing below': 'version: 2\nmodels:\n',
  'a column in another case of letters': 'models:\n  - name: users\n    columns:\n      - name: ID\n',
  'a block scalar at the end':
    'models:\n  - name: users\n    columns:\n      - name: id\n        description: |\n          the\n          end\n',
  'line ends of Windows':
    'models:\r\n  - name: users\r\n    columns:\r\n      - name: id\r\n        description: x\r\n',
})) {
  test(`is completed, keeps what is there, and needs it once: ${title}`, t => {
    const completed = completeContract(text, users);
    t.truthy(completed);
    keeps(t, text, completed!.text);
    const again = completeContract(completed!.text, users);
    t.deepEqual(again, { text: completed!.text, columnsAdded: 0, typesAdded: 0 });
  });
}

test('a declared type stays, also where the query has another', t => {
  const text = 'models:\n  - name: users\n    columns:\n      - { name: id, data_type: BIGINT }\n';
  t.regex(completeContract(text, users)!.text, /name: id, data_type: BIGINT/);
});

test('columns that come from an anchor are complete with it, and are not touched when they are not', t => {
  const anchored = `definitions:
  key: &key { data_type: INTEGER }
models:
  - name: users
    columns:
      - name: id
        <<: *key
`;
  const completed = completeContract(anchored, { ...users, columns: users.columns.slice(0, 1) });
  t.is(completed?.text, anchored);
  const shared = 'shared: &all [{ name: id }]\nmodels:\n  - name: users\n    columns: *all\n';
  t.is(completeContract(shared, users), undefined);
  t.is(completeContract('models: [', users), undefined);
});

test('names and types that mean something in YAML are in quotes', t => {
  const odd = {
    name: 'odd',
    columns: [
      { name: 'null', type: "ENUM('a: b', '#c')" },
      { name: 'a: b', type: 'STRUCT(a INTEGER, "b c" VARCHAR)' },
      { name: '- x', type: 'MAP(VARCHAR, INTEGER)' },
    ],
  };
  const { text } = completeContract('', odd)!;
  t.deepEqual(declared(text, 'odd'), odd.columns);
  const inFlow = completeContract('models: [{ name: odd, columns: [{ name: "null" }] }]\n', odd)!;
  t.deepEqual(declared(inFlow.text, 'odd'), odd.columns);
});

test('whatever the file looks like, all of it is still there, every column has its type, and a second time adds nothing', t => {
  fc.assert(
    fc.property(file, text => {
      const completed = completeContract(text, users);
      // Only an alias may be left alone.
      if (completed === undefined) return t.regex(text, /\*/);
      keeps(t, text, completed.text);
      const columns = declared(completed.text, 'users').map(({ name, type }) => [name, type !== undefined]);
      t.true(
        users.columns.every(({ name }) => columns.some(([key, typed]) => key === name && typed)),
        completed.text,
      );
      t.is(completeContract(completed.text, users)?.text, completed.text);
    }),
    { numRuns: 2000 },
  );
});

const comment = fc.constantFrom('', '', '  # why', '   # name: no');
const blank = fc.constantFrom('', '', '\n', '      # between\n', '\n\n');
const extra = fc.constantFrom(
  'description: "x: y"',
  'description: >\n  folded\n  text',
  "meta: {a: [1, 'b']}",
  'tests:\n  - unique',
  'tests:\n- unique',
  'quote: true',
);
const columnText = fc.record({
  name: fc.constantFrom('id', 'paid', 'tags', 'gone', '"id2"'),
  type: fc.constantFrom(undefined, 'data_type: INTEGER', 'data_type:', 'data_type: "DECIMAL(9,2)"'),
  more: fc.array(extra, { maxLength: 2 }),
  flow: fc.boolean(),
  comment,
});

const file = fc
  .record({
    columns: fc.uniqueArray(columnText, { maxLength: 5, selector: ({ name }) => name }),
    none: fc.constantFrom('', 'columns:', 'columns: []'),
    indent: fc.constantFrom(0, 2, 4),
    blank,
    comment,
    before: fc.boolean(),
    after: fc.constantFrom(
      '',
      '  - name: later\n    columns:\n      - name: id\n',
      'seeds: []\n',
      '# the end\n',
      '\n\n',
    ),
    ending: fc.boolean(),
  })
  .map(({ columns, none, indent, blank, comment, before, after, ending }) => {
    const lines = ['version: 2', 'models:'];
    if (before) lines.push('  - name: earlier', '    description: |', '      block', '');
    lines.push(`  - name: users${comment}`);
    if (columns.length === 0)
      lines.push(...(none === '' ? [] : [`    ${none}${none.endsWith(':') ? comment : ''}`]));
    else
      lines.push(
        `    columns:${comment}`,
        ...columns
          .map(column => columnLines(column, 4 + indent) + blank)
          .flatMap(text => text.split('\n').slice(0, -1)),
      );
    const text = `${lines.join('\n')}\n${after}`;
    return ending ? text : text.trimEnd();
  });

function columnLines(
  { name, type, more, flow, comment }: Parameters<Parameters<typeof columnText.map>[0]>[0],
  indent: number,
): string {
  const pad = ' '.repeat(indent);
  const simple = more.filter(line => !line.includes('\n'));
  const unique = [...new Map(simple.map(line => [line.split(':')[0], line])).values()];
  if (flow)
    return `${pad}- { ${[`name: ${name}`, ...(type === undefined || type === 'data_type:' ? [] : [type]), ...unique].join(', ')} }${comment}\n`;
  const all = [...new Map(more.map(line => [line.split(':')[0], line])).values()];
  const rest = [...(type === undefined ? [] : [type]), ...all].flatMap(line => line.split('\n'));
  return [`${pad}- name: ${name}${comment}`, ...rest.map(line => `${pad}  ${line}`), ''].join('\n');
}

/** Every line is there in its order, perhaps with more inside of its braces or brackets. */
function keeps(t: { true: (value: boolean, message?: string) => void }, before: string, after: string): void {
  let from = 0;
  for (const character of before) {
    const at = after.indexOf(character, from);
    t.true(at !== -1, after);
    from = at + 1;
  }
  const lines = after.split('\n');
  let next = 0;
  for (const line of before.split('\n').filter(line => !/[{[]|data_type:\s*$/.test(line))) {
    const at = lines.indexOf(line, next);
    t.true(at !== -1, `${line} of\n${after}`);
    next = at + 1;
  }
}

function declared(text: string, model: string) {
  const { models } = parseDocument(text, { merge: true }).toJS() as {
    models: { name: string; columns: { name: string; data_type?: string }[] }[];
  };
  const { columns } = models.find(({ name }) => name === model)!;
  return columns.map(({ name, data_type: type }) => ({ name, type }));
}
