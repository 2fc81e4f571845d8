import test from 'ava';
import { Command } from 'commander';
import {
  addOptions,
  commonOptions,
  givenOptions,
  selection,
  selectionOptions,
} from '../../../src/cli/options.ts';

/** What a command named `build` is given by these arguments. */
function given(...args: readonly string[]) {
  const program = addOptions(new Command('sparkify').enablePositionalOptions(), commonOptions());
  const build = addOptions(program.command('build'), [...selectionOptions(), ...commonOptions()]);
  build.option('--no-publish').action(() => {});
  program.parse(args, { from: 'user' });
  return givenOptions(build);
}

test('nothing given is nothing, whatever the defaults', t => {
  t.deepEqual(given('build'), {});
});

test('common options may stand before the command, as in dbt; the nearer one wins', t => {
  t.deepEqual(given('--target', 'a', '--quiet', 'build', '--target', 'b'), { target: 'b', quiet: true });
});

test('a flag that says no is false', t => {
  t.deepEqual(given('build', '--no-publish', '--no-color'), { publish: false, color: false });
});

test('selectors may be several, given by -s or by -m', t => {
  const options = given('build', '-s', 'a', 'b+', '--exclude', 'c', '-m', 'd');
  t.deepEqual(selection(options, { cwd: '/here' }), { select: ['a', 'b+', 'd'], exclude: ['c'] });
});

test('without a selector everything is meant', t => {
  t.deepEqual(selection({}, { cwd: '/here' }), { select: [], exclude: [] });
});

test('the folder of a state is meant from where the command runs', t => {
  t.like(selection({ state: 'last-run' }, { cwd: '/here' }), { state: '/here/last-run' });
});

test('resource types are asked for and left out by either name of the flag', t => {
  t.is(selection(given('build'), { cwd: '/' }).resourceTypes, undefined);
  t.deepEqual(selection(given('build', '--resource-types', 'model', 'test'), { cwd: '/' }).resourceTypes, [
    'model',
    'test',
  ]);
  const none = ['--exclude-resource-type', 'source', 'test', 'unit_test', 'exposure'];
  t.deepEqual(selection(given('build', ...none), { cwd: '/' }).resourceTypes, [
    ...['model', 'seed', 'snapshot'],
  ]);
  t.deepEqual(
    selection(given('build', '--resource-type', 'seed', 'test', ...none), { cwd: '/' }).resourceTypes,
    ['seed'],
  );
});

test("dbt's flags for colors are those of sparkify", t => {
  t.deepEqual(given('build', '--no-use-colors'), { color: false });
  t.deepEqual(given('--use-colors', 'build'), { color: true });
});
