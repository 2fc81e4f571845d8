import test from 'ava';
import { renderPosition } from '../../../src/diagnostics/position.ts';
import { readProperties } from '../../../src/project/read-properties.ts';

const defaults = { onBadRecord: 'fail', undeclaredKeys: 'warn' } as const;

function read(text: string) {
  return readProperties({ path: 'p.yml', text }, defaults);
}

function told(text: string) {
  return read(text).diagnostics.map(({ at, code, message, hint }) => [
    renderPosition(at!),
    code,
    message,
    hint,
  ]);
}

test('a model keeps what is said of it, and where', t => {
  const { models, diagnostics } = read(`version: 2
models:
  - name: users
    description: |
      Who plays.
    tags: [core]
    meta: {owner: me}
    config:
      materialized: table
    data_tests:
      - unique_together: {columns: [a, b]}
    columns:
      - name: user_id
        description: The key
        data_type: int
        data_tests: [unique]
`);
  t.deepEqual(diagnostics, []);
  t.deepEqual(models, [
    {
      name: 'users',
      description: 'Who plays.\n',
      config: { tags: ['core'], meta: { owner: 'me' }, materialized: 'table' },
      constraints: [],
      isWhole: true,
      tests: [
        {
          test: 'unique_together',
          name: undefined,
          description: '',
          arguments: { columns: ['a', 'b'] },
          config: {},
          at: { file: 'p.yml', line: 11, column: 9, length: 15 },
        },
      ],
      columns: [
        {
          name: 'user_id',
          description: 'The key',
          dataType: 'int',
          tests: [
            {
              test: 'unique',
              name: undefined,
              description: '',
              arguments: {},
              config: {},
              at: { file: 'p.yml', line: 16, column: 22, length: 6 },
            },
          ],
          at: { file: 'p.yml', line: 13, column: 15, length: 7 },
        },
      ],
      at: { file: 'p.yml', line: 3, column: 11, length: 5 },
    },
  ]);
});

test('a key with nothing after it is as if it were not there', t => {
  const { models, diagnostics } = read(
    'version:\nmodels:\n  - name: a\n    description:\n    columns:\nseeds:\n',
  );
  t.deepEqual(diagnostics, []);
  t.deepEqual([models[0]?.description, models[0]?.columns], ['', []]);
});

test('an empty file says nothing', t => {
  for (const text of ['', '# nothing\n', '---\n']) {
    t.deepEqual(read(text), {
      ...{ models: [], seeds: [], snapshots: [], sources: [], macros: [], unitTests: [] },
      ...{ groups: [], exposures: [], diagnostics: [] },
    });
  }
});

test('a source table takes from its source, then from the config, what it does not say', t => {
  const { sources, diagnostics } = read(`sources:
  - name: raw
    description: The log
    location: data/*.json
    config: {event_time: ts}
    on_bad_record: quarantine
    file_column: from_file
    tags: music
    meta: {owner: me, team: data}
    tables:
      - name: events
        description: One line a log record
        columns: [{name: ts, data_type: bigint}]
      - name: songs
        location: "{{ var('root') }}/songs/*.json"
        on_bad_record: fail
        config: {event_time: at, file_column: file, undeclared_keys: ignore, tags: [songs, music], meta: {owner: you}}
`);
  t.deepEqual(diagnostics, []);
  t.deepEqual(
    sources.map(({ columns, tests, at, freshness, ...table }) => table),
    [
      {
        source: 'raw',
        sourceDescription: 'The log',
        name: 'events',
        description: 'One line a log record',
        location: 'data/*.json',
        onBadRecord: 'quarantine',
        enabled: true,
        eventTime: 'ts',
        fileColumn: 'from_file',
        undeclaredKeys: 'warn',
        tags: ['music'],
        meta: { owner: 'me', team: 'data' },
        isWhole: true,
      },
      {
        source: 'raw',
        sourceDescription: 'The log',
        name: 'songs',
        description: '',
        location: "{{ var('root') }}/songs/*.json",
        onBadRecord: 'fail',
        enabled: true,
        eventTime: 'at',
        fileColumn: 'file',
        undeclaredKeys: 'ignore',
        tags: ['music', 'songs'],
        meta: { owner: 'you', team: 'data' },
        isWhole: true,
      },
    ],
  );
  t.deepEqual(sources[0]?.columns[0]?.dataType, 'bigint');
  t.deepEqual(sources[1]?.at, { file: 'p.yml', line: 14, column: 15, length: 5 });
});

test('a source table without files is told', t => {
  t.deepEqual(told('sources:\n  - name: raw\n    tables:\n      - name: events\n'), [
    [
      'p.yml:4:15',
      'bad-property',
      'The source table raw.events does not say where its files are.',
      'Add location, e.g. location: data/events/*.json',
    ],
  ]);
});

test('what is wrong in several entries is told at once, and the other entries stand', t => {
  const text = `version: 3
models:
  - name: users
    descripton: Who plays
    schema: public
    columns: [{name: 1}]
  - name: songs
metrics: []
`;
  t.deepEqual(told(text), [
    ['p.yml:1:10', 'bad-property', '"version" must be 2, not 3.', undefined],
    ['p.yml:8:1', 'bad-property', 'There is no key "metrics".', 'sparkify does not read this part of dbt.'],
    [
      'p.yml:6:22',
      'bad-property',
      '"columns[0].name" must be a text, not 1.',
      'If it is a text, put it in quotes.',
    ],
    ['p.yml:4:5', 'bad-property', 'There is no key "descripton".', 'Did you mean "description"?'],
    [
      'p.yml:5:5',
      'bad-property',
      'There is no key "schema".',
      'Of a model, put it under config. A source is files: say where they are with location.',
    ],
  ]);
  t.deepEqual(
    read(text).models.map(model => [model.name, model.isWhole]),
    [
      ['users', false],
      ['songs', true],
    ],
  );
});

test('a column that is described twice is told, whatever its case', t => {
  t.deepEqual(told('models:\n  - name: a\n    columns:\n      - name: id\n      - name: ID\n'), [
    ['p.yml:5:15', 'duplicate-name', 'The column "ID" is described twice.', 'Keep one of them.'],
  ]);
});

test('text in Jinja that is not quoted is told how to be written', t => {
  const [first] = told('sources:\n  - name: raw\n    location: {{ root }}\n    tables: [{name: t}]\n');
  t.deepEqual(first, [
    'p.yml:3:5',
    'bad-property',
    '"location" must be a text, not a mapping.',
    'If it is a text, put it in quotes.',
  ]);
});

test('descriptive keys that dbt users have are accepted', t => {
  const text = `models:
  - name: a
    docs: {show: false}
    columns: [{name: id, quote: true, meta: {pii: true}, tags: [x], config: {meta: {a: 1}}}]
macros:
  - name: cents
    description: Of a price
    arguments: [{name: column, type: string}]
`;
  t.deepEqual(told(text), []);
  t.deepEqual(told('macros: [{nam: cents}]\n').length, 1);
});
