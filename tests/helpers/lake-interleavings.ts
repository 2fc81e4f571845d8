import fc from 'fast-check';
import { SparkifyError } from '../../src/diagnostics/sparkify-error.ts';
import { findCandidate, readRelease } from '../../src/release/read-documents.ts';
import { runSteps } from '../../src/release/steps.ts';
import { straySteps } from '../../src/release/strays.ts';
import { Actor, type Role, roles } from './lake-actors.ts';
import {
  catalogContent,
  contentOf,
  currentContent,
  plainCopy,
  readEverythingKept,
  unknownKeys,
} from './lake-invariants.ts';
import { buildTables, type LakeWorld } from './lake-world.ts';
import { PointerHistory } from './pointer-history.ts';

/** One turn: which actor takes how many steps, and how long it takes. */
interface Turn {
  readonly actor: number;
  readonly steps: number;
  readonly minutes: number;
}

const turns = fc.array(
  fc.record({
    actor: fc.nat({ max: 2 }),
    steps: fc.integer({ min: 1, max: 12 }),
    minutes: fc.oneof(
      { weight: 8, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.constant(6) },
      { weight: 1, arbitrary: fc.constant(25 * 60) },
    ),
  }),
  { maxLength: 25 },
);
/** Whether a failed build lies there when the actors come. */
const leavings = fc.boolean();
const endings = fc.constantFrom('finish', 'kill');

export interface Interleavings {
  readonly runs: number;
  /** A lake in which nothing was ever done. */
  readonly newWorld: () => LakeWorld;
  /** Readers look after every step, or, where looking takes long, after every turn. */
  readonly readersLook: 'every step' | 'every turn';
  /** Who takes part; everybody unless given. */
  readonly among?: readonly Role[];
}

/**
 * Lets writers take turns in any order, and throws unless readers see whole releases all the time, no work is lost, and
 * the next build leaves nothing over.
 */
export async function searchInterleavings({
  runs,
  newWorld,
  readersLook,
  among = roles,
}: Interleavings): Promise<void> {
  const casts = fc.array(fc.constantFrom(...among), { minLength: 2, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(casts, turns, endings, leavings, async (cast, schedule, ending, isLeft) => {
      await play(newWorld(), { cast, schedule, ending, isLeft, readersLook });
    }),
    { numRuns: runs, includeErrorInReport: true },
  );
}

interface Play extends Pick<Interleavings, 'readersLook'> {
  readonly cast: readonly Role[];
  readonly schedule: readonly Turn[];
  readonly ending: 'finish' | 'kill';
  readonly isLeft: boolean;
}

async function play(world: LakeWorld, { cast, schedule, ending, isLeft, readersLook }: Play): Promise<void> {
  for (const letter of ['x', 'y'])
    await buildTables(world.process(), { songs: { 2000: letter }, users: { 2000: letter } });
  if (isLeft) await new Actor(world, 'fail', 'z').finish();
  const actors = cast.map((role, index) => new Actor(world, role, 'abc'[index]!));
  const history = new PointerHistory(world);
  await history.look();
  let overslept = false;
  for (const turn of schedule) {
    world.pass(turn.minutes / 60);
    if (turn.minutes > 24 * 60) overslept ||= actors.some(({ pending }) => pending === 'copy-files');
    const actor = actors[turn.actor % actors.length]!;
    for (let step = 0; step < turn.steps && !actor.isOver; step++) {
      await actor.step();
      await history.look();
      if (readersLook === 'every step') await checkReaders(world, actors);
    }
    await checkReaders(world, actors);
  }
  for (const actor of actors) {
    if (ending === 'kill') world.end(actor.lake);
    else await actor.finish();
    await history.look();
  }
  await checkOutcomes(actors, history);
  await checkHistory(world, history);
  await checkNothingLeft(world, actors, overslept);
}

/** Through the pointer, on every kept release, and on what an unfinished build reads. */
async function checkReaders(world: LakeWorld, actors: readonly Actor[]): Promise<void> {
  const reader = world.process();
  await readEverythingKept(reader);
  for (const { candidate } of actors) {
    if (candidate?.base === undefined) continue;
    const found = await findCandidate(reader, candidate.document.release);
    const isOwn = found?.value.token === candidate.document.token;
    if (isOwn) await contentOf(reader, candidate.base);
  }
}

/** Who was told that a release was published finds it in the history; who was told otherwise does not. */
async function checkOutcomes(actors: readonly Actor[], history: PointerHistory): Promise<void> {
  for (const { release, error, letter } of actors) {
    if (release !== undefined && !history.releases.includes(release.release)) {
      throw new Error(`${letter} was told that ${release.release} was published`);
    }
    if (error !== undefined && !(error instanceof SparkifyError)) throw error;
    const expected = [
      ...['lake-moved', 'lost-candidate', 'unknown-release'],
      ...['candidate-unready', 'candidate-closed', 'unknown-candidate'],
    ];
    if (error instanceof SparkifyError && !expected.includes(error.code)) throw error;
  }
}

/** Every release rests on the one before it and changes one table from what that one held: no update is lost. */
async function checkHistory(world: LakeWorld, history: PointerHistory): Promise<void> {
  history.checkParents();
  for (const { before, after, release } of history.changes) {
    if (release.command !== 'build' && release.command !== 'publish') continue;
    for (const [table, years] of Object.entries(after)) {
      if (JSON.stringify(before[table]) === JSON.stringify(years)) continue;
      const source = before[table === 'copies' ? 'songs' : table];
      const content = years[2000]!;
      if (content.slice(0, -1) !== (source?.[2000] ?? ''))
        throw new Error(`${content} rests on ${source?.[2000]}`);
    }
  }
  await readRelease(world.process(), history.releases.at(-1)!);
}

/**
 * The next build cleans up whatever was killed. A copy that comes a day late, from a process that slept with its lease
 * long lost, may be all that remains of its release: then it is taken for a stranger's, and stays.
 */
async function checkNothingLeft(
  world: LakeWorld,
  actors: readonly Actor[],
  overslept: boolean,
): Promise<void> {
  for (const actor of actors) world.end(actor.lake);
  world.pass(25);
  const { problems } = await buildTables(world.process(), { added: { 2020: 'new' } });
  const isForeign = problems.some(
    problem => problem instanceof SparkifyError && problem.code === 'foreign-files',
  );
  if (problems.length > 0 && !(overslept && isForeign)) throw problems[0];
  // A build that another host took for dead, and that was killed after it woke up, leaves what only this finds. So does a task
  // that did not know that its candidate was published or given up.
  const late: readonly Role[] = ['recover elsewhere', 'task'];
  if (actors.some(({ role }) => late.includes(role))) await runSteps(straySteps(world.process()));
  const reader = world.process();
  await currentContent(reader);
  const left = (await unknownKeys(reader)).filter(key => !isForeign || /^(files|_sparkify)\//.test(key));
  if (left.length > 0) throw new Error(`left over: ${left.join(', ')}`);
  const { shown, wanted } = await plainCopy(reader);
  if (!isForeign && JSON.stringify(shown) !== JSON.stringify(wanted))
    throw new Error('the plain copy differs');
  if (JSON.stringify(await catalogContent(reader)) !== JSON.stringify(await currentContent(reader)))
    throw new Error('the catalog differs');
}
