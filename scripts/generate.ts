import { parseArgs } from 'node:util';
import { generateData } from './generate/generate-data.ts';

const usage = `Writes a synthetic Sparkify data set.

  npm run generate -- --scale 1 --out DIR [--seed 1] [--days 30]

  --scale  1 is about 8,000 events, 30 log files and 149 song files; fractions are fine
  --out    a folder without log_data and song_data
  --seed   the same seed gives the same bytes
  --days   length of the log, from 2018-11-01`;

const { values } = parseArgs({
  options: {
    scale: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
});
const [scale, seed, days] = [Number(values.scale), Number(values.seed), Number(values.days)];

if (values.help) {
  console.log(usage);
} else if (!(scale > 0) || !Number.isInteger(seed) || !(days > 0) || values.out === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const result = generateData({ scale, out: values.out, seed, days });
  console.log(
    `${values.out}: ${result.events} events (${result.plays} plays) in ${result.logFiles} log files, ${result.songFiles} song files`,
  );
}
