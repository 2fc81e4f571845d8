import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import test from 'ava';

const root = new URL('../../', import.meta.url).pathname;

/** What of src/ may run in a browser. Types may come from anywhere. */
const pure = [
  'src/graph/select.ts',
  'src/graph/neighbors.ts',
  'src/cli/output/quantity.ts',
  'src/run/profile/histogram.ts',
];

const files = readdirSync(join(root, 'page/src'), { recursive: true, encoding: 'utf8' })
  .filter(path => /\.tsx?$/.test(path))
  .map(path => posix.join('page/src', path.replaceAll('\\', '/')));

test('the page imports of src/ only what needs no Node', t => {
  const wrong = files.flatMap(path => {
    const text = readFileSync(join(root, path), 'utf8');
    return [...text.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.\.?\/[^']*)'/gm)]
      .map(([, target]) => posix.join(posix.dirname(path), target!))
      .filter(target => !target.startsWith('page/') && !pure.includes(target))
      .map(target => `${path} imports ${target}`);
  });
  t.deepEqual(wrong, []);
});

test('what the page imports of src/ imports nothing of Node', t => {
  const seen = new Set(pure);
  for (const path of seen) {
    const text = readFileSync(join(root, path), 'utf8');
    t.notRegex(text, /from 'node:/, path);
    for (const [, target] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.\.?\/[^']*)'/gm))
      seen.add(posix.join(posix.dirname(path), target!));
  }
});

test('HTML is written in one place', t => {
  const writing = files.filter(path =>
    /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write/.test(
      readFileSync(join(root, path), 'utf8'),
    ),
  );
  t.deepEqual(writing.sort(), ['page/src/parts/code.tsx', 'page/src/parts/markdown.tsx']);
});

test('no file of the page is longer than 300 lines', t => {
  const long = files.filter(
    path => readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length > 300,
  );
  t.deepEqual(long, []);
});
