#!/usr/bin/env node
// Committed and plain JavaScript: it has to run before anything is built and on any Node, to say which one is needed.
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';

const root = new URL('../', import.meta.url);
const args = process.argv.slice(2);

/** Node strips types from sparkify.config.ts by itself since 22.18. */
function nodeIsOldEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/**
 * Queries occupy libuv's threads; a dozen more keep file operations from waiting behind them. The threads of the config
 * are not known yet: there is room for 52, which costs a millisecond and a megabyte.
 */
function threadPoolSize() {
  const at = args.findIndex(arg => arg === '--threads' || arg.startsWith('--threads='));
  const value = at < 0 ? undefined : (args[at].split('=')[1] ?? args[at + 1]);
  const threads = Math.max(52, Number.parseInt(value ?? '', 10) || 0);
  return Math.min(1024, threads + 12);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

async function launch() {
  if (!nodeIsOldEnough()) {
    return fail(
      `sparkify needs Node 22.18 or later; this is Node ${process.versions.node}.\n` +
        'Where it is installed with npm ci, `npx sparkify` uses the Node that came along; elsewhere get one from https://nodejs.org.',
    );
  }
  if (args.length === 1 && ['--version', '-V', '-v'].includes(args[0])) {
    const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
    return void process.stdout.write(`${version}\n`);
  }
  const main = new URL('dist/cli/main.js', root);
  if (!existsSync(main)) {
    return fail('sparkify is not built yet: run `npm run build` (or `npm ci`, which does) in its folder.');
  }
  process.env.UV_THREADPOOL_SIZE ??= String(threadPoolSize());
  module.enableCompileCache?.();
  const { main: run } = await import(main.href);
  process.exitCode = await run(args);
}

await launch();
