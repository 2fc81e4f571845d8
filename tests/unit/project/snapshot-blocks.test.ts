import test from 'ava';
import { readSnapshotBlocks } from '../../../src/project/snapshot-blocks.ts';

const read = (text: string) => readSnapshotBlocks({ path: 'snapshots/s.sql', text });

test('a block keeps the lines and columns that it has in its file', t => {
  const text =
    'ignored\n{% snapshot one %} select\n  1{% endsnapshot %}\n{%- snapshot two -%}\nselect 2\n{%- endsnapshot -%}\n';
  const { blocks, diagnostics } = read(text);
  t.deepEqual(diagnostics, []);
  t.deepEqual(
    blocks.map(({ name, raw, at }) => [name, raw, at.line]),
    [
      ['one', 'select\n  1', 2],
      ['two', 'select 2', 4],
    ],
  );
  for (const { text: inside, raw } of blocks) {
    t.is(inside.indexOf(raw), text.indexOf(raw));
    t.is(inside.slice(0, inside.indexOf(raw)).trim(), '');
    t.is(inside.split('\n').length, text.slice(0, inside.length).split('\n').length);
  }
});

test('a block in a comment is none', t => {
  t.deepEqual(read('{# {% snapshot old %} select 1 {% endsnapshot %} #}').blocks, []);
});

test('blocks without an end, a beginning or a plain name are told', t => {
  const messages = (text: string) => read(text).diagnostics.map(({ message, at }) => [message, at?.line]);
  t.deepEqual(messages('\n{% snapshot one %} select 1'), [['The snapshot "one" does not end.', 2]]);
  t.deepEqual(messages('select 1 {% endsnapshot %}'), [['{% endsnapshot %} ends no block.', 1]]);
  t.deepEqual(messages('{% snapshot %}\nselect 1\n{% endsnapshot %}'), [
    ['A snapshot has no plain name.', 1],
  ]);
  t.deepEqual(messages('{% snapshot a %}1\n{% snapshot b %}2{% endsnapshot %}'), [
    ['The snapshot "a" does not end.', 1],
  ]);
});
