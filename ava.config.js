import { join } from 'node:path';

export default {
  extensions: { ts: 'module' },
  files: [
    'tests/unit/**/*.test.ts',
    'tests/projects/*.test.ts',
    'tests/engines/**/*.test.ts',
    'tests/services/**/*.test.ts',
  ],
  // DuckDB's queries occupy the thread pool that worker threads of one process would share.
  workerThreads: false,
  concurrency: 2,
  timeout: '2m',
  require: ['./tests/helpers/end-late.ts'],
  // What was compiled once is not compiled anew by the hundreds of processes that tests are, and start.
  environmentVariables: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled') },
  // Its last lines are counts that .ci/run can read.
  tap: process.env.AVA_TAP === '1',
};
