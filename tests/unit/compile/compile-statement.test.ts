import test from 'ava';
import { compileStatement } from '../../../src/compile/compile-statement.ts';
import { locate } from '../../../src/compile/locate.ts';
import { createTemplateCompiler } from '../../../src/compile/template-compiler.ts';
import { buildConfig, buildProject } from '../../helpers/project-builder.ts';

function compile(text: string) {
  const compiler = createTemplateCompiler(buildProject(), buildConfig());
  return compileStatement({ path: 'models/a.sql', text }, compiler);
}

test('outer blanks and final semicolons are removed, comments stay', t => {
  t.is(compile("\n{{ config(tags='a') }}\n\n-- why\nselect 1;\n").sql, '-- why\nselect 1');
  t.is(compile('select 1 ; -- done;\n').sql, 'select 1   -- done;');
  t.is(compile('select 1;;').sql, 'select 1');
});

test('places stay right after blanks and semicolons are removed', t => {
  const { sql, map } = compile("\n{{ config(tags='a') }}\n\nselect 1; -- done");
  t.deepEqual(locate(map, sql, sql.indexOf('1')), { file: 'models/a.sql', line: 4, column: 8 });
  t.deepEqual(locate(map, sql, sql.indexOf('done')), { file: 'models/a.sql', line: 4, column: 14 });
});

test('a file without SQL is an error', t => {
  for (const text of ['', ' \n', '-- nothing\n', '/* a */;', '{# x #}']) {
    t.deepEqual(
      compile(text).diagnostics.map(({ code }) => code),
      ['bad-sql'],
      text,
    );
  }
});

test('a second statement is an error at its place', t => {
  const { sql, diagnostics } = compile('select 1;\n\n  select 2;');
  t.is(sql, '');
  t.like(diagnostics[0], { code: 'bad-sql', at: { file: 'models/a.sql', line: 3, column: 3 } });
});

test('an error of the template is the only one', t => {
  t.deepEqual(
    compile('{{ typo }}').diagnostics.map(({ code }) => code),
    ['undefined-name'],
  );
});
