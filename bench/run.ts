import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dataAtScale, removeOutputs, writeOutputsTo } from './cache.ts';
import { buildAgain, handwritten, sparkifyBuild, sparkifyRun } from './contenders.ts';
import { timeIncremental, timeIncrementalOnS3 } from './incremental.ts';
import { type Measurement, measure } from './measure.ts';
import { median } from './median.ts';
import { timePage } from './page.ts';
import { printIncremental } from './print-incremental.ts';
import { printRow } from './print-row.ts';
import { timeProjects } from './projects.ts';
import { timeWriting } from './s3-writing.ts';
import { sideBySide } from './side-by-side.ts';
import { timeSwarm } from './swarm.ts';
import { testedTables, timeTests } from './tests.ts';
import { timeTyping } from './typing.ts';

const usage = `Measures sparkify; prints and asserts nothing.

  npm run bench -- [--runs 11] [--scale 100] [--only ratios|real|startup|projects|typing|page|tests|writing|swarm|incremental|incremental-s3|spark] [--files 200] [--linear] [--out DIR]

  ratios   sparkify against a hand-written DuckDB script on generated data, in turns
  real     a whole build on the public data, and one with nothing new, when ../shared/data/sparkify is there
  startup  --version against bare Node
  projects check, compile and ls of 1,000 generated models in diamonds ten deep, and compile of 10,000
  typing   types and lineage of 1,000 generated models, ten unit tests, and what check --watch takes after a save
  page     docs generate of 1,000 generated models, and how soon a browser has drawn the page; needs Chromium
  tests    data tests of narrow and wide tables: each by itself, a scan for each column, for each table, proofs first
  writing  songs to an S3 server that answers 30 ms late, against DuckDB's own COPY; once, with --only only: ten minutes
  spark    sparkify run --target spark against a hand-written PySpark script, and the tables of both engines compared; with --only only
  incremental  the last day of a month on a lake of the days before, against all days from scratch, and nothing new
  incremental-s3  the same with source and lake on an S3 server that answers 30 ms late; with --only only; needs Go
  swarm    15,000 small objects on S3, each request held back for 30 ms; needs Go for the S3 server
  --files  how many Parquet files the tested tables are besides one
  --linear wall time and peak memory at scales 10, 100 and 1,000, each once; takes long and 5 GB of disk
  --out    where the measured processes write; a tmpfs takes the disk out of the figures`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '11' },
    scale: { type: 'string', default: '100' },
    only: { type: 'string' },
    files: { type: 'string', default: '200' },
    linear: { type: 'boolean', default: false },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const [runs, scale] = [Number(values.runs), Number(values.scale)];
if (values.out !== undefined) writeOutputsTo(values.out);
const parts = {
  startup: benchStartup,
  real: benchRealData,
  projects: benchProjects,
  typing: benchTyping,
  page: benchPage,
  tests: benchTests,
  swarm: benchSwarm,
  ratios: benchRatios,
  incremental: benchIncremental,
  'incremental-s3': benchIncrementalOnS3,
  writing: benchWriting,
  spark: benchSpark,
};

/** They take too long to come along. */
const byNameOnly: readonly string[] = ['writing', 'spark', 'incremental-s3'];

if (values.help) {
  console.log(usage);
} else if (!Number.isInteger(runs) || runs < 1 || !(scale > 0) || !isPart(values.only)) {
  console.error(usage);
  process.exitCode = 2;
} else {
  try {
    await (values.linear ? benchLinearity() : benchParts());
  } finally {
    removeOutputs();
  }
}

async function benchParts(): Promise<void> {
  for (const [name, bench] of Object.entries(parts)) {
    if (values.only === name || (values.only === undefined && !byNameOnly.includes(name))) await bench();
  }
}

function isPart(name: string | undefined): boolean {
  return name === undefined || name in parts;
}

async function benchRatios(): Promise<void> {
  console.log(`\nScale ${scale}, medians of ${runs} runs in turns`);
  const contenders = [handwritten, sparkifyRun, sparkifyBuild];
  const results = await sideBySide(contenders, dataAtScale(scale), runs);
  const peer = results[0]!;
  for (const [index, { seconds, peakMegabytes }] of results.entries()) {
    printRow(contenders[index]!.name, [
      `${seconds.toFixed(2)} s`,
      `${peakMegabytes.toFixed(0)} MB`,
      `${(seconds / peer.seconds).toFixed(2)} x time`,
      `${(peakMegabytes / peer.peakMegabytes).toFixed(2)} x memory`,
    ]);
  }
}

async function benchIncremental(): Promise<void> {
  console.log(`\nThe last day of a month at scale ${scale}, with tests, medians of ${runs} runs`);
  await printIncremental(runs, () => timeIncremental(dataAtScale(scale)));
}

async function benchIncrementalOnS3(): Promise<void> {
  const latency = 30;
  console.log(`\nThe same on S3 at ${latency} ms a request, medians of ${runs} runs`);
  await printIncremental(runs, () => timeIncrementalOnS3(dataAtScale(scale), latency));
}

async function benchWriting(): Promise<void> {
  const latency = 30;
  console.log(`\nSongs of scale ${scale} to S3, ${latency} ms a request, once`);
  const times = await timeWriting(dataAtScale(scale), latency);
  const { published, copy } = times;
  printRow("DuckDB's own COPY", [`${copy.toFixed(1)} s`, `${times.partitions} partitions`]);
  printRow('until the pointer has moved', [
    `${published.toFixed(1)} s`,
    `${(copy / published).toFixed(1)} x`,
  ]);
  printRow('plain copy after it', [`${times.plainCopy.toFixed(1)} s`]);
  printRow('one partition changes', [
    `${times.requestsForOne} requests`,
    `${times.listingsForOne} listings besides`,
  ]);
}

async function benchSpark(): Promise<void> {
  console.log(`\nScale ${scale} on Spark, start-up included, medians of ${runs} runs in turns`);
  // To load it is to install Spark.
  const { compareOnSpark, timeSpark } = await import('./spark.ts');
  const times = await timeSpark(dataAtScale(scale), runs);
  if (times === undefined) return console.log('  skipped: there is no Spark');
  const [peer, ours] = [median(times.handwritten), median(times.sparkify)];
  printRow('hand-written PySpark script', [`${peer.toFixed(1)} s`]);
  printRow('sparkify run --target spark', [`${ours.toFixed(1)} s`, `${(ours / peer).toFixed(2)} x time`]);
  console.log(await compareOnSpark(dataAtScale(scale)));
}

async function benchTests(): Promise<void> {
  for (const table of testedTables) {
    const { name, rows, columns, tests } = table;
    const what = `${columns * tests.length} tests of ${columns} columns of ${name}`;
    console.log(`\n${what}, ${rows.toLocaleString('en')} rows, medians of ${runs} runs in turns`);
    for (const [kept, times] of await timeTests(table, Number(values.files), runs)) {
      const [alone, byColumn, byTable, provedFirst] = [
        ...[times.alone, times.byColumn, times.byTable, times.provedFirst],
      ].map(median);
      printRow(kept, [
        `${alone!.toFixed(2)} s each by itself`,
        `${byColumn!.toFixed(2)} s by column`,
        `${byTable!.toFixed(2)} s by table`,
        `${provedFirst!.toFixed(2)} s as sparkify does`,
      ]);
    }
  }
}

async function benchSwarm(): Promise<void> {
  const [objects, latency] = [15_000, 30];
  console.log(`\n${objects} small objects at ${latency} ms a request, medians of ${runs} runs in turns`);
  const { bare, fetch, cold, warm } = await timeSwarm(objects, latency, runs);
  printRow('fetched and discarded', [`${median(bare).toFixed(2)} s`]);
  const ratio = median(fetch) / median(bare);
  printRow('fetched by a build', [`${median(fetch).toFixed(2)} s`, `${ratio.toFixed(2)} x time`]);
  printRow('that build, whole process', [`${median(cold).toFixed(2)} s`]);
  printRow('the next build', [`${median(warm).toFixed(2)} s`]);
}

async function benchRealData(): Promise<void> {
  const source = resolve('../shared/data/sparkify');
  if (!existsSync(source)) return console.log(`\nReal data: skipped, ${source} is not there`);
  console.log(`\nReal data, medians of ${runs} runs`);
  const [walls, outsides, idle]: [number[], number[], number[]] = [[], [], []];
  const again = await buildAgain(source);
  for (let run = 0; run < runs; run++) {
    const { seconds } = await sparkifyBuild.run(source);
    walls.push(seconds);
    outsides.push(seconds - engineBusySeconds());
    idle.push((await again()).seconds);
  }
  printRow('sparkify build', [`${median(walls).toFixed(3)} s`]);
  printRow('of which outside DuckDB', [`${median(outsides).toFixed(3)} s`]);
  printRow('with nothing new', [`${median(idle).toFixed(3)} s`, `least ${Math.min(...idle).toFixed(3)} s`]);
}

/** For how long a DuckDB call was outstanding in the latest build, as it says itself. */
function engineBusySeconds(): number {
  const results: unknown = JSON.parse(readFileSync('target/run_results.json', 'utf8'));
  return (results as { args: { sparkify: { engine_busy_time: number } } }).args.sparkify.engine_busy_time;
}

async function benchStartup(): Promise<void> {
  console.log(`\nStart-up, medians of ${runs} runs in turns`);
  const [bare, version]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    bare.push((await measure(['--eval', '0'])).seconds);
    version.push((await measure(['bin/sparkify.js', '--version'])).seconds);
  }
  printRow('node', [`${(1000 * median(bare)).toFixed(0)} ms`]);
  const above = 1000 * (median(version) - median(bare));
  printRow('sparkify --version', [
    `${(1000 * median(version)).toFixed(0)} ms`,
    `${above.toFixed(0)} ms above`,
  ]);
}

async function benchProjects(): Promise<void> {
  const [few, many] = [1000, 10_000];
  console.log(
    `\n${few} generated models, ${runs} runs in turns: wall time (median, least), processor time (median)`,
  );
  const results = await timeProjects(few, runs);
  for (const [name, measurements] of Object.entries(results)) printRow(name, times(measurements));
  console.log(`\n${many} generated models, one run`);
  const large = await timeProjects(many, 1, ['compile, cold']);
  const [once] = large['compile, cold']!;
  const before = median(results['compile, cold']!.map(({ cpuSeconds }) => cpuSeconds));
  printRow('compile, cold', [...times([once!]), `${(once!.cpuSeconds / before).toFixed(1)} x of it`]);
}

async function benchTyping(): Promise<void> {
  const models = 1000;
  console.log(
    `\nTypes and lineage of ${models} generated models, ${runs} runs in turns: median, least, share of the aim`,
  );
  const found = await timeTyping(models, runs);
  const wall = (measurements: readonly Measurement[]) => measurements.map(({ seconds }) => seconds);
  const rows: readonly (readonly [string, readonly number[], number?])[] = [
    ['types, whole process', wall(found.types), 3],
    ['lineage, whole process', wall(found.lineage), 5],
    ['ten unit tests', found.unitTests, 0.3],
    ['save of a comment', found.leaf, 0.2],
    ['save of a new column', found.root, 0.2],
    ['save that dev checks', found.dev, 0.2],
    [`save among ${models} models`, found.many],
  ];
  for (const [name, seconds, aim] of rows) {
    const middle = median(seconds);
    const shown = [middle, Math.min(...seconds)].map(value => `${value.toFixed(3)} s`);
    printRow(name, [...shown, ...(aim === undefined ? [] : [`${(middle / aim).toFixed(2)} of ${aim} s`])]);
  }
}

async function benchPage(): Promise<void> {
  const models = 1000;
  console.log(`\nThe page, ${runs} runs in turns: median, least`);
  const found = await timePage(models, runs);
  if (found === undefined) return console.log('  skipped: there is no Chromium');
  const row = (seconds: readonly number[]) =>
    [median(seconds), Math.min(...seconds)].map(value => `${value.toFixed(2)} s`);
  printRow('compressed, without data', [`${(found.bytes / 1000).toFixed(1)} kB`]);
  printRow(`docs generate, ${models} models`, row(found.generate.map(({ seconds }) => seconds)));
  printRow('this project drawn', row(found.small));
  printRow(`${models} models drawn`, row(found.large));
}

function times(measurements: readonly Measurement[]): readonly string[] {
  const walls = measurements.map(({ seconds }) => seconds);
  const cpu = median(measurements.map(({ cpuSeconds }) => cpuSeconds));
  return [median(walls), Math.min(...walls), cpu].map(seconds => `${seconds.toFixed(2)} s`);
}

async function benchLinearity(): Promise<void> {
  console.log('\nsparkify run by scale, one run each');
  let base: number | undefined;
  for (const size of [10, 100, 1000]) {
    const { seconds, peakMegabytes } = await sparkifyRun.run(dataAtScale(size));
    base ??= seconds / size;
    printRow(`scale ${size}`, [
      `${seconds.toFixed(1)} s`,
      `${peakMegabytes.toFixed(0)} MB`,
      `${(seconds / size / base).toFixed(2)} x time a unit`,
    ]);
  }
}
