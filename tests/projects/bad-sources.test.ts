import { gzipSync, zstdCompressSync } from 'node:zlib';
import test from 'ava';
import { SharedLake } from '../helpers/shared-lake.ts';
import {
  jsonLines,
  type ProjectFiles,
  showPayments,
  tinyFiles,
  tinyPayments,
  tinyProject,
} from '../helpers/tiny-project.ts';

const lake = new SharedLake();
test.after.always(() => lake.remove());

const good = { id: 4, user: 'Cy', amount: 4, paid_at: '2026-01-04T10:00:00Z' };
const line = JSON.stringify(good);
const hint =
  'set on_bad_record: quarantine on the source in models/sources.yml:4:15 to go on without such records';
const sources = tinyFiles['models/sources.yml'];

test.serial('a missing source folder is named', async t => {
  await lake.refuses(t, {
    files: { 'models/sources.yml': sources.replace('data/events', 'data/2026/events') },
    exitCode: 1,
    says: [
      'models/sources.yml:4:15  error  missing-folder',
      'The folder data/2026 of the source raw.events does not exist.',
      'Correct its location, or set the variable in it with --vars.',
      '1 of 5 ERROR reading source raw.events',
      '2 of 5 SKIP view model stg_events because of raw.events',
      /5 of 5 SKIP test .* because of payments/,
      'PASS=0 WARN=0 ERROR=1 SKIP=4',
      'Nothing was published: the lake is as it was.',
    ],
  });
});

test.serial('a location that no file matches is named', async t => {
  await lake.refuses(t, {
    files: { 'models/sources.yml': sources.replace('*.json', '*.ndjson') },
    exitCode: 1,
    says: [
      'models/sources.yml:4:15  error  no-files',
      'No file matches the location of the source raw.events: data/events/*.ndjson',
      'Correct its location',
    ],
  });
});

test.serial('a location that is a folder says which pattern to write', async t => {
  await lake.refuses(t, {
    files: { 'models/sources.yml': sources.replace('data/events/*.json', 'data/events') },
    exitCode: 1,
    says: ['error  no-files', 'It is a folder: write data/events/*.json'],
  });
});

interface BadFile {
  readonly text: string;
  readonly line: number;
  readonly reason: string;
}

const badFile = test.macro(async (t, { text, line: at, reason }: BadFile) => {
  const { output } = await lake.refuses(t, {
    files: { 'data/events/3.json': text },
    exitCode: 1,
    says: [
      `data/events/3.json:${at}:1  error  bad-record`,
      `A record of raw.events cannot be read: ${reason}.`,
      hint,
      /PASS=1 WARN=0 ERROR=1 SKIP=[23]/,
      'Nothing was published: the lake is as it was.',
    ],
  });
  t.is(output.match(/error {2}bad-record/g)?.length, 1, output);
});

test.serial('malformed JSON is shown with its line', badFile, {
  text: `${line}\n\n{"id": 5 "user": "Di"}\n`,
  line: 3,
  reason: 'a "," or "}" is missing',
});

test.serial('a last record that is cut off is shown with its line', badFile, {
  text: `${line}\n{"id": 5, "user": "D`,
  line: 2,
  reason: 'it is cut off',
});

test.serial('a pretty-printed file cut in half is shown with the line where its record begins', badFile, {
  text: `${line}\n${JSON.stringify({ ...good, id: 5 }, undefined, 2).slice(0, 30)}`,
  line: 2,
  reason: 'it is cut off',
});

test.serial('an array that is never closed is cut off', badFile, {
  text: `[\n${line},\n${line}`,
  line: 3,
  reason: 'the file ends inside of a JSON array: it is cut off',
});

test.serial('a header line is shown with its line', badFile, {
  text: `id,user,amount,paid_at\n${line}\n`,
  line: 1,
  reason: 'it is not JSON',
});

test.serial('a fraction is not rounded to an integer', badFile, {
  text: `${line}\n${jsonLines([{ ...good, id: 5.5 }])}`,
  line: 2,
  reason: '"id" is 5.5, which does not fit INTEGER',
});

test.serial('a boolean is no integer', badFile, {
  text: jsonLines([{ ...good, id: true }]),
  line: 1,
  reason: '"id" is true, which does not fit INTEGER',
});

test.serial('a text is no number', badFile, {
  text: jsonLines([{ ...good, amount: '4' }]),
  line: 1,
  reason: '"amount" is "4" (a text, not a number), which does not fit DOUBLE',
});

test.serial('a number out of the range of its type does not fit', badFile, {
  text: jsonLines([{ ...good, id: 2 ** 31 }]),
  line: 1,
  reason: '"id" is 2147483648, which does not fit INTEGER',
});

test.serial('a date that does not exist does not fit', badFile, {
  text: jsonLines([{ ...good, paid_at: '2026-02-30T10:00:00Z' }]),
  line: 1,
  reason: '"paid_at" is "2026-02-30T10:00:00Z", which does not fit TIMESTAMP',
});

test.serial('a key that stands twice is refused, since one of its values would be lost', badFile, {
  text: `{"id": 4, "id": 5, "user": "Cy"}\n`,
  line: 1,
  reason: 'it has the key "id" twice',
});

test.serial('null is no record', badFile, {
  text: `${line}\nnull\n`,
  line: 2,
  reason: 'it is not a JSON object',
});

// DuckDB itself reads them as far as they go, without a word.
for (const [name, bytes] of Object.entries({
  '3.json.gz': gzipSync(`${line}\n`).subarray(0, -8),
  '3.json.zst': zstdCompressSync(`${line}\n`).subarray(0, -1),
})) {
  test.serial(`a compressed file that breaks off is named: ${name}`, async t => {
    const { output } = await lake.refuses(t, {
      files: {
        'models/sources.yml': sources.replace('*.json', '*'),
        [`data/events/${name}`]: bytes,
      },
      exitCode: 1,
      says: [
        new RegExp(`data/events/${name}:[12]:1 {2}error {2}bad-record`),
        'its compressed data are damaged (unexpected end of file)',
        hint,
      ],
      never: [/> [12] \|/],
    });
    t.is(output.match(/error {2}bad-record/g)?.length, 1, output);
  });
}

test.serial('the bad records of several files and sources are all named', async t => {
  await lake.refuses(t, {
    files: {
      'models/sources.yml': `${sources}      - name: users
        location: data/users.json
        columns: [{ name: user, data_type: VARCHAR }, { name: age, data_type: INTEGER }]
`,
      'models/users.sql': `{{ config(materialized='external') }} select * from {{ source('raw', 'users') }}`,
      'data/users.json': `{"user": "Ada", "age": 36.5}\n`,
      'data/events/1.json': `${line}\n{"id": 5.5}\n`,
      'data/events/2.json': `${line}\n\n{"id": \n`,
    },
    exitCode: 1,
    says: [
      'data/events/1.json:2:1  error  bad-record',
      'data/events/2.json:3:1  error  bad-record',
      'data/users.json:1:1  error  bad-record',
      'ERROR=2',
    ],
  });
});

test.serial('a thousand bad records are ten messages and a count', async t => {
  const { output } = await lake.refuses(t, {
    files: { 'data/events/3.json': '{"id": "x"}\n'.repeat(1000) },
    exitCode: 1,
    says: [
      'data/events/3.json:1:1  error  bad-record',
      '990 more records of raw.events cannot be read: 1000 in 1 file.',
    ],
  });
  t.is(output.match(/A record of raw\.events cannot be read/g)?.length, 10);
});

const readers = {
  'a source that several models read': {
    'models/others.sql': `{{ config(materialized='external') }} select count(*) as n from {{ source('raw', 'events') }}`,
  },
  'a source of which a model reads no column': {
    'models/stg_events.sql': `select count(*)::integer as id, 'Ada' as user_name, 1.0 as amount, null::timestamp as paid_at
from {{ source('raw', 'events') }}`,
  },
  'a source that only a test reads': {
    'models/stg_events.sql': `select 1 as id, 'Ada' as user_name, 1.0 as amount, null::timestamp as paid_at`,
    'models/sources.yml': `${sources
      .trimEnd()
      .replace(
        '{ name: id, data_type: INTEGER }',
        '{ name: id, data_type: INTEGER, data_tests: [not_null] }',
      )}\n`,
  },
};

for (const [name, files] of Object.entries(readers)) {
  test.serial(`${name} is read as strictly`, async t => {
    const { output } = await lake.refuses(t, {
      files: { ...files, 'data/events/3.json': `${line}\n{"id": 5, "user": "Di", "amount": "x"}\n` },
      exitCode: 1,
      says: ['data/events/3.json:2:1  error  bad-record', '"amount" is "x"'],
    });
    t.is(output.match(/bad-record/g)?.length, 1, output);
  });
}

const fine: Readonly<Record<string, ProjectFiles>> = {
  'pretty-printed records': {
    'data/events/1.json': eventsOf('1')
      .map(record => JSON.stringify(record, undefined, 2))
      .join('\n'),
  },
  'CRLF line ends': { 'data/events/1.json': tinyFiles['data/events/1.json'].replaceAll('\n', '\r\n') },
  'blank lines': {
    'data/events/1.json': `\n${tinyFiles['data/events/1.json'].replaceAll('\n', '\n\n')}  \n`,
  },
  'no final newline': { 'data/events/1.json': tinyFiles['data/events/1.json'].trimEnd() },
  'a byte order mark': { 'data/events/1.json': `\ufeff${tinyFiles['data/events/1.json']}` },
  'an array': { 'data/events/1.json': JSON.stringify(eventsOf('1')) },
  'a pretty-printed array': { 'data/events/1.json': JSON.stringify(eventsOf('1'), undefined, 2) },
  'several records on a line': {
    'data/events/1.json': tinyFiles['data/events/1.json'].replaceAll('\n', ' '),
  },
  'an empty file beside others': { 'data/events/3.json': '' },
  'an empty array beside others': { 'data/events/3.json': '[]' },
  'compressed files': {
    'models/sources.yml': sources.replace('*.json', '*'),
    'data/events/1.json': undefined,
    'data/events/2.json': undefined,
    'data/events/1.json.gz': gzipSync(tinyFiles['data/events/1.json']),
    'data/events/2.json.zst': zstdCompressSync(tinyFiles['data/events/2.json']),
  },
  'a form of its own in every file': {
    'data/events/1.json': JSON.stringify(eventsOf('1'), undefined, 2),
    'data/events/2.json': `\ufeff\r\n${JSON.stringify(eventsOf('2')[0], undefined, 2)}`,
  },
};

for (const [form, files] of Object.entries(fine)) {
  test(`${form} give the same rows`, async t => {
    const project = tinyProject(t, files);
    const { exitCode, output } = await project.sparkify('build', '--quiet');
    t.is(exitCode, 0, output);
    t.is(await showPayments(project), tinyPayments);
  });
}

function eventsOf(name: '1' | '2'): readonly object[] {
  return tinyFiles[`data/events/${name}.json`]
    .trim()
    .split('\n')
    .map(text => JSON.parse(text) as object);
}
