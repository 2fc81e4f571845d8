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
  // Its last lines are counts that .ci/run can read.
  tap: process.env.AVA_TAP === '1',
};
