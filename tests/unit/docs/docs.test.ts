import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import test from 'ava';
import { renderErrorDocs } from '../../../scripts/error-docs/render-error-docs.ts';
import { renderPortabilityDocs } from '../../../scripts/portability-docs/render-portability-docs.ts';
import { codes } from '../../../src/diagnostics/codes.ts';
import { anchors, type Page, prose, readPage, readPages, repositoryRoot } from '../../helpers/markdown.ts';
import { readSourceFiles } from '../../helpers/source-tree.ts';

const pages = readPages();

test('every relative link leads to a file, and to a heading of it', t => {
  const broken = pages.flatMap(page =>
    links(page)
      .filter(target => !leadsSomewhere(page, target))
      .map(target => `${page.path}: ${target}`),
  );
  t.deepEqual(broken, []);
});

test('the index of docs/ names every page', t => {
  const named = links(readPage('docs/README.md')).map(target => `docs/${target}`);
  const missing = pages.filter(({ path }) => path.startsWith('docs/') && path !== 'docs/README.md');
  t.deepEqual(
    missing.map(({ path }) => path).filter(path => !named.includes(path)),
    [],
  );
});

test('the page of errors is what its script writes', t => {
  t.is(readPage('docs/errors.md').text, renderErrorDocs(), 'Run: node scripts/write-error-docs.ts');
});

test('the page of portability is what its script writes', t => {
  t.is(
    readPage('docs/portability.md').text,
    renderPortabilityDocs(),
    'Run: node scripts/write-portability-docs.ts',
  );
});

test('the page of errors holds every code once, and says what to do', t => {
  const rows = [...readPage('docs/errors.md').text.matchAll(/^\| `([a-z-]+)` \| .+ \| .+ \|$/gm)];
  const written = rows.map(([, code]) => code!).sort();
  t.deepEqual(written, Object.keys(codes).sort(), 'Codes stand in src/diagnostics/error-sections.ts.');
});

test('every code of the catalogue is given to an error somewhere', t => {
  const catalogue = ['src/diagnostics/codes.ts', 'src/diagnostics/error-sections.ts'];
  const givers = readSourceFiles().filter(({ path }) => !catalogue.includes(path));
  const unused = Object.keys(codes).filter(code => !givers.some(file => file.code.includes(`'${code}'`)));
  t.deepEqual(unused, [], 'Remove them from the catalogue.');
});

test('the table of libraries names what is installed, and every dependency', t => {
  const section = readPage('ARCHITECTURE.md').text.split('## Libraries')[1]!;
  const named = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name!);
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(repositoryRoot, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  const gone = named.filter(name => !(name in dependencies || name in devDependencies));
  const unnamed = Object.keys(dependencies).filter(name => !named.includes(name));
  t.deepEqual({ gone, unnamed }, { gone: [], unnamed: [] });
});

function links(page: Page): readonly string[] {
  const targets = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter(target => !/^[a-z]+:/.test(target));
}

function leadsSomewhere(page: Page, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? page.path : posix.join(posix.dirname(page.path), file);
  if (!existsSync(join(repositoryRoot, path))) return false;
  return anchor === undefined || anchors(readPage(path)).has(anchor);
}
