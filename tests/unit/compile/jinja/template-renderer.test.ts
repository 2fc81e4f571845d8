import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { Environment } from 'minijinja-js';
import { locate } from '../../../../src/compile/locate.ts';
import { createTemplateCompiler } from '../../../../src/compile/template-compiler.ts';
import { positionAt } from '../../../../src/diagnostics/position.ts';
import { buildConfig, buildProject } from '../../../helpers/project-builder.ts';

/** A template as a tree; `@` in a text becomes a word that occurs nowhere else. */
type Tree =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly trims: readonly [boolean, boolean] }
  | { readonly kind: 'comment'; readonly trims: readonly [boolean, boolean] }
  | { readonly kind: 'macro'; readonly index: number; readonly observer: string }
  | {
      readonly kind: 'block';
      readonly block: keyof typeof blocks;
      readonly trims: readonly boolean[];
      readonly body: readonly Tree[];
    };

const blocks = {
  if: ['if true', 'endif', ''],
  unless: ['if false', 'endif', ''],
  for: ['for i in [1, 2]', 'endfor', ''],
  set: ['set x', 'endset', '{{ x }}'],
  trimmed: ['set x', 'endset', '{{ x | trim }}'],
  filter: ['filter trim', 'endfilter', ''],
  call: ['call wrap()', 'endcall', ''],
  raw: ['raw', 'endraw', ''],
} as const;

const MACROS = 3;

function treesWith(observers: readonly string[], names: readonly (keyof typeof blocks)[]) {
  const trims = fc.tuple(fc.boolean(), fc.boolean());
  const text = fc
    .array(fc.constantFrom('@', '@', ' ', '\n', '\n  ', ', ', '( @ )', 'é ', '𝒳', '{ ', '%}', '\t', '\r\n'), {
      minLength: 1,
      maxLength: 6,
    })
    .map(pieces => ({ kind: 'text' as const, text: pieces.join('') }));
  const leaf: fc.Arbitrary<Tree> = fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('expression' as const), trims }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('comment' as const), trims }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('macro' as const),
        index: fc.nat(MACROS - 1),
        observer: fc.constantFrom(...observers),
      }),
    },
  );
  return fc.letrec<{ tree: Tree; body: readonly Tree[] }>(tie => ({
    body: fc.array(tie('tree'), { maxLength: 4 }),
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc.record({
        kind: fc.constant('block' as const),
        block: fc.constantFrom(...names),
        trims: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
        body: tie('body'),
      }),
    ),
  })).body;
}

/** Writes trees as Jinja, with words numbered through the whole project. */
class Writer {
  #words = 0;

  write(trees: readonly Tree[], inMacro: boolean): string {
    return trees.map(tree => this.#tree(tree, inMacro)).join('');
  }

  #tree(tree: Tree, inMacro: boolean): string {
    switch (tree.kind) {
      case 'text':
        return tree.text.replaceAll('@', () => `w${this.#words++}x`);
      case 'expression':
        return tag('{{', `'e${this.#words++}x'`, '}}', tree.trims);
      case 'comment':
        return tag('{#', '{{ no }} {% no %}', '#}', tree.trims);
      case 'macro':
        return inMacro ? '' : tree.observer.replaceAll('M', `m${tree.index}()`);
      case 'block':
        return this.#block(tree, inMacro);
    }
  }

  #block({ block, trims, body }: Extract<Tree, { kind: 'block' }>, inMacro: boolean): string {
    const [open, close, after] = blocks[block];
    const inside =
      block === 'raw'
        ? this.write([{ kind: 'text', text: ' @ {{ @ }}\n@ ' }], inMacro)
        : this.write(body, inMacro);
    return (
      tag('{%', open, '%}', [trims[0]!, trims[1]!]) +
      inside +
      tag('{%', close, '%}', [trims[2]!, trims[3]!]) +
      after
    );
  }
}

function tag(
  open: string,
  content: string,
  close: string,
  [before, after]: readonly [boolean, boolean],
): string {
  return `${open}${before ? '-' : ''} ${content} ${after ? '-' : ''}${close}`;
}

interface Written {
  readonly macros: string;
  readonly template: string;
}

function write(trees: readonly (readonly Tree[])[]): Written {
  const writer = new Writer();
  const bodies = trees
    .slice(1)
    .map((body, index) => `{% macro m${index}() %}${writer.write(body, true)}{% endmacro %}\n`);
  const macros = `{% macro wrap() %}[{{ caller() }}]{% endmacro %}\n${bodies.join('')}`;
  return { macros, template: writer.write(trees[0]!, false) };
}

function compile({ macros, template }: Written) {
  const project = buildProject({ macros: { 'macros/m.sql': macros } });
  const compiler = createTemplateCompiler(project, buildConfig());
  return compiler.compile({ path: 'models/t.sql', text: template });
}

/** What the engine gives for the template as it is. */
function renderDirectly({ macros, template }: Written): string {
  const environment = new Environment();
  environment.undefinedBehavior = 'strict';
  environment.addTemplate('m.sql', macros);
  try {
    const imports = `{% from 'm.sql' import wrap, ${Array.from({ length: MACROS }, (_, index) => `m${index}`).join(', ')} %}`;
    return environment.renderNamedStr('t.sql', imports + template, {});
  } finally {
    environment.free();
  }
}

function written(observers: readonly string[], names: readonly (keyof typeof blocks)[]) {
  const tree = treesWith(observers, names);
  return fc.tuple(tree, ...Array.from({ length: MACROS }, () => tree)).map(write);
}

const plainBlocks = ['if', 'unless', 'for', 'set', 'call', 'raw'] as const;

test('marks never change what a template gives, whatever looks at captured text', t => {
  const observers = ['{{ M }}', '{{ M | length }}', '{{ M | upper }}', '{{ M | reverse }}', '{{ M | trim }}'];
  const branches = ['{% if M == "" %}a{% endif %}', '{{ M | replace(" ", "") }}'];
  const projects = written([...observers, ...branches], [...plainBlocks, 'trimmed', 'filter']);
  const same = fc.property(projects, project => {
    assert.equal(compile(project).sql, renderDirectly(project));
  });
  t.notThrows(() => fc.assert(same, { numRuns: 300 }));
});

test('every word that is written literally is found where it was written, in macros and blocks too', t => {
  const projects = written(['{{ M }}', '{{- M -}}', '{{ M ~ M }}'], plainBlocks);
  const found = fc.property(projects, project => {
    const { sql, map } = compile(project);
    for (const { 0: word, index } of sql.matchAll(/[we]\d+x/g)) {
      assert.deepEqual(locate(map, sql, index), placeOf(word, project));
    }
  });
  t.notThrows(() => fc.assert(found, { numRuns: 300 }));
});

function placeOf(word: string, { macros, template }: Written) {
  const [file, text] = template.includes(word) ? ['models/t.sql', template] : ['macros/m.sql', macros];
  const offset = text!.indexOf(word);
  return positionAt(file!, text!, word.startsWith('e') ? text!.lastIndexOf('{{', offset) : offset);
}
