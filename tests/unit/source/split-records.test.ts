import test from 'ava';
import fc from 'fast-check';
import { splitRecords } from '../../../src/source/split-records.ts';

interface Seen {
  readonly line: number;
  readonly endLine: number;
  readonly text: string;
  readonly good: boolean;
}

async function split(content: Buffer, chunkSize = content.length): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for await (const { line, endLine, bytes, reason } of splitRecords(chunks(content, chunkSize))) {
    seen.push({ line, endLine, text: bytes.toString('latin1'), good: reason === undefined });
  }
  return seen;
}

async function* chunks(content: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

/** Objects as a source may hold them: nested, with every character that has a meaning in JSON inside of strings. */
const objects = fc.dictionary(
  fc.string({ unit: fc.constantFrom(...'ab{}[]",:\\ \né') }),
  fc.oneof(
    fc.integer(),
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: fc.constantFrom(...'ab{}[]",:\\ \né\t') }),
    fc.jsonValue({ maxDepth: 2 }),
  ),
  { maxKeys: 4 },
);

const layouts = fc.record({
  newline: fc.constantFrom('\n', '\r\n'),
  blank: fc.boolean(),
  final: fc.boolean(),
  array: fc.boolean(),
  indents: fc.infiniteStream(fc.constantFrom(0, 2)),
});

type Layout = typeof layouts extends fc.Arbitrary<infer T> ? T : never;

interface Written {
  readonly text: string;
  readonly expected: readonly { readonly line: number; readonly endLine: number; readonly value: unknown }[];
}

/** Writes records as the layout says, and notes the lines that each of them takes. */
function write(values: readonly unknown[], { newline, blank, final, array, indents }: Layout): Written {
  const lines: string[] = array ? ['['] : [];
  const expected = values.map((value, index) => {
    if (blank) lines.push('  ');
    const line = lines.length + 1;
    const text = JSON.stringify(value, null, indents.next().value);
    lines.push(...text.split('\n'));
    const endLine = lines.length;
    if (array && index < values.length - 1) lines[lines.length - 1] += ',';
    return { line, endLine, value };
  });
  if (array) lines.push(']');
  return { text: lines.join(newline) + (final ? newline : ''), expected };
}

test('records in every layout are found with their lines, whatever the chunks they come in', async t => {
  const property = fc.asyncProperty(
    fc.array(objects, { maxLength: 5 }),
    layouts,
    fc.integer({ min: 1, max: 50 }),
    async (values, layout, chunkSize) => {
      const { text, expected } = write(values, layout);
      const seen = await split(Buffer.from(text), chunkSize);
      t.deepEqual(
        seen.map(({ line, endLine, text, good }) => ({
          line,
          endLine,
          good,
          value: JSON.parse(Buffer.from(text, 'latin1').toString()),
        })),
        expected.map(record => ({ ...record, good: true, value: JSON.parse(JSON.stringify(record.value)) })),
      );
    },
  );
  await t.notThrowsAsync(fc.assert(property, { numRuns: 300 }));
});

type Damage = readonly [at: number, kind: 'cut' | 'insert' | 'replace' | 'truncate', byte: number];

const damages: fc.Arbitrary<Damage> = fc.tuple(
  fc.nat(2000),
  fc.constantFrom('cut', 'insert', 'replace', 'truncate'),
  fc.oneof(fc.constantFrom(...Buffer.from('{}[]",:\n\\x 1')), fc.integer({ min: 0, max: 255 })),
);

function damage(content: Buffer, [at, kind, byte]: Damage): Buffer {
  const place = content.length === 0 ? 0 : at % content.length;
  const [before, after] = [content.subarray(0, place), content.subarray(place)];
  switch (kind) {
    case 'cut':
      return Buffer.concat([before, after.subarray(1)]);
    case 'insert':
      return Buffer.concat([before, Buffer.of(byte), after]);
    case 'replace':
      return Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
    case 'truncate':
      return before;
  }
}

const bare = (text: string) => text.replaceAll(/[ \t\r\n]/g, '');

test('nothing of a damaged file is lost or read twice, whatever the chunks it comes in', async t => {
  const property = fc.asyncProperty(
    fc.array(objects, { maxLength: 6 }),
    layouts,
    fc.array(damages, { minLength: 1, maxLength: 4 }),
    fc.integer({ min: 1, max: 60 }),
    async (values, layout, harm, chunkSize) => {
      const content = harm.reduce(damage, Buffer.from(write(values, { ...layout, array: false }).text));
      const seen = await split(content);
      t.deepEqual(await split(content, chunkSize), seen);
      const frame = (text: string) => text.replaceAll(/[[\],]/g, '');
      t.is(frame(bare(seen.map(piece => piece.text).join(''))), frame(bare(content.toString('latin1'))));
      for (const { line, endLine, text } of seen) {
        const lines = content
          .toString('latin1')
          .split('\n')
          .slice(line - 1, endLine)
          .join('\n');
        t.true(lines.includes(text), 'a piece stands on the lines it names');
      }
    },
  );
  await t.notThrowsAsync(fc.assert(property, { numRuns: 600 }));
});

test('records before a damaged line and after it are found as if it were not there', async t => {
  const compact = objects.map(value => JSON.stringify(value));
  const broken = fc.oneof(
    fc.constantFrom('ts,page,song', 'null', '5', '"x"', 'oops {', '[INFO] started'),
    fc.tuple(compact, fc.nat()).map(([text, at]) => text.slice(0, 1 + (at % (text.length - 1)))),
  );
  const property = fc.asyncProperty(
    fc.array(compact, { minLength: 1 }),
    broken,
    fc.array(compact),
    async (before, bad, after) => {
      const lines = [...before, bad, ...after];
      const seen = await split(Buffer.from(lines.join('\n')));
      t.deepEqual(
        seen.map(({ line, endLine, good }) => ({ line, endLine, good })),
        lines.map((_, index) => ({ line: index + 1, endLine: index + 1, good: index !== before.length })),
      );
    },
  );
  await t.notThrowsAsync(fc.assert(property, { numRuns: 500 }));
});
