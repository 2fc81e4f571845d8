import type { Step, Steps, Together } from '../../src/release/steps.ts';

interface Open {
  readonly steps: Steps<unknown>;
  readonly index: number;
  /** What it is about to do. */
  step: Step;
}

/**
 * Takes single steps of all, in any order: what is done at once may come about in each of them.
 *
 * @param random gives whole numbers from 0
 */
export function interleaved(random: () => number): Together {
  return async function* <Results extends readonly unknown[]>(
    all: readonly Steps<unknown>[],
  ): Steps<Results> {
    const results: unknown[] = [];
    const open: Open[] = [];
    for (const [index, steps] of all.entries()) {
      const turn = await steps.next();
      if (turn.done) results[index] = turn.value;
      else open.push({ steps, index, step: turn.value });
    }
    while (open.length > 0) {
      // Tests look at who is about to copy.
      const copying = open.findIndex(({ step }) => step === 'copy-files');
      const place = copying === -1 ? random() % open.length : copying;
      const { steps, index, step } = open[place]!;
      yield step;
      const turn = await steps.next();
      if (turn.done) {
        results[index] = turn.value;
        open.splice(place, 1);
      } else open[place]!.step = turn.value;
    }
    return results as unknown as Results;
  };
}
