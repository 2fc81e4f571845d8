import test from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { tinyProject } from '../helpers/tiny-project.ts';

const typed = (columns: string) => `seeds:\n  - name: levels\n    columns: [${columns}]\n`;
const price = typed('{ name: price, data_type: INTEGER }');

test.serial('a seed is read as it is declared, the other columns as they look', async t => {
  const project = tinyProject(t, {
    'seeds/levels.csv':
      '\uFEFFlevel,price,since,note\n"free","0",2018-11-01,\npaid,990,2018-11-02,"two\nlines"\n',
    'seeds/levels.yml': typed(
      '{ name: price, data_type: "DECIMAL(5,2)" }, { name: level, data_type: VARCHAR }',
    ),
  });
  const query = "select * from {{ ref('levels') }} order by level";
  const shown = await succeeded(t, project.sparkify('show', '--inline', query, '--output', 'json'));
  t.deepEqual(JSON.parse(shown.replaceAll(/"price":([\d.]+)/g, '"price":"$1"')), [
    { level: 'free', price: '0.00', since: '2018-11-01', note: null },
    { level: 'paid', price: '990.00', since: '2018-11-02', note: 'two\nlines' },
  ]);
});

/** What only reading the values shows fails the run; everything else is found before it. */
const refused = test.macro(
  async (
    t,
    csv: string | Buffer,
    yaml: string | undefined,
    place: string,
    says: readonly string[],
    exitCode: 1 | 2 = 2,
  ): Promise<void> => {
    const project = tinyProject(t, { 'seeds/levels.csv': csv, 'seeds/levels.yml': yaml });
    const shown = await failed(t, project.sparkify('build'), exitCode);
    t.true(shown.includes(`${place}  error  bad-seed`), shown);
    for (const text of says) t.true(shown.includes(text), `${text} is not in ${shown}`);
    t.notRegex(shown, /read_csv|strict_mode|ignore_errors|LINE 1|Possible/);
  },
);

test.serial(
  'a fraction for an integer is refused at its line and column',
  refused,
  'level,price\n"fr\nee",0\n\npaid,9.5\n',
  price,
  'seeds/levels.csv:5:6',
  ['The column "price" of the seed levels holds "9.5", which does not fit INTEGER.', 'Mend the file'],
  1,
);
test.serial(
  'the first of several values that do not fit is named',
  refused,
  `level,price\n${Array.from({ length: 3000 }, (_, i) => `l${i},${i < 1000 ? i : 'much'}\n`).join('')}`,
  price,
  'seeds/levels.csv:1002:7',
  ['"much"'],
  1,
);
test.serial(
  'a line with too many values is refused at its line',
  refused,
  'level,price\nfree,0\n\npaid,9,5\n',
  undefined,
  'seeds/levels.csv:4:1',
  ['A line of the seed levels has 3 values, and its first line 2 values.', 'quote a value that holds ","'],
);
test.serial(
  'a title above the header is not skipped',
  refused,
  'Prices of 2018\nlevel,price\nfree,0\n',
  undefined,
  'seeds/levels.csv:2:1',
  ['has 2 values, and its first line 1 value.'],
);
test.serial(
  'a quote that is never closed is refused where it begins',
  refused,
  'level,price\nfree,0\n"paid,990\n',
  undefined,
  'seeds/levels.csv:3:1',
  ['a quote is opened and never closed'],
);
test.serial(
  'bytes that are not UTF-8 are refused at their line',
  refused,
  Buffer.from('level,price\nfree,0\npay\xe9,9\n', 'latin1'),
  undefined,
  'seeds/levels.csv:3:1',
  ['bytes that are not UTF-8'],
);
test.serial(
  'a declared column that the file does not have is refused where it is declared',
  refused,
  'level,price\nfree,0\n',
  typed('{ name: prise, data_type: INTEGER }'),
  'seeds/levels.yml:3:23',
  ['The seed levels has no column "prise"', 'Did you mean "price"?'],
);
