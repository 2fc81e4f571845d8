import test from 'ava';
import { tinyProject } from '../helpers/tiny-project.ts';

const described = {
  'models/words.md': '{% docs user %}\nWho *paid*.\n{% enddocs %}\n',
  'macros/words.md': '{% docs cents %}In cents.{% enddocs %}\n',
  'models/payments.yml': `models:
  - name: payments
    description: "Payments. {{ doc('user') }}"
    columns:
      - name: user_name
        description: |
          Name.
          {{ doc('tiny', 'user') }}
        data_tests:
          - not_null: { description: "{{ doc('user') }}" }
exposures:
  - name: board
    type: dashboard
    owner: { name: A }
    description: '{{ doc("cents") }}'
macros:
  - name: cents
    description: '{{ doc("cents") }}'
`,
};

test('docs blocks of every folder stand in descriptions and in the manifest', async t => {
  const project = tinyProject(t, described);
  const checked = await project.sparkify('check');
  t.is(checked.exitCode, 0, checked.output);
  const manifest = JSON.parse(project.read('target/manifest.json'));
  t.like(manifest.nodes['model.tiny.payments'], {
    description: 'Payments. Who *paid*.',
    columns: { user_name: { description: 'Name.\nWho *paid*.\n' } },
  });
  t.is(manifest.exposures['exposure.tiny.board'].description, 'In cents.');
  t.like(manifest.docs['doc.tiny.user'], {
    name: 'user',
    resource_type: 'doc',
    package_name: 'tiny',
    path: 'words.md',
    original_file_path: 'models/words.md',
    unique_id: 'doc.tiny.user',
    block_contents: 'Who *paid*.',
  });
  const [tested] = Object.values<{ description: string }>(manifest.nodes).filter(
    (node: object) => 'column_name' in node,
  );
  t.is(tested!.description, 'Who *paid*.');
});

test('an unknown block is told at its line with the nearest name, and so are two of one name', async t => {
  const project = tinyProject(t, {
    ...described,
    'models/more.md': 'text\n{% docs user %}twice{% enddocs %}\n',
    'models/payments.yml': described['models/payments.yml'].replace("'tiny', 'user'", "'usr'"),
  });
  const { exitCode, output } = await project.sparkify('check');
  t.is(exitCode, 2, output);
  t.regex(output, /models\/payments\.yml:8:11 {2}error {2}unknown-doc\n[\s\S]*Did you mean "user"\?/);
  t.regex(output, /models\/words\.md:1:1 {2}error {2}duplicate-name/);
});
