/**
 * What a writer is about to do. Each is one effect on the store, or one read on which a decision rests; `tidy` stands for what comes
 * after a commit, where that is done at once.
 */
export type Step =
  | 'tidy'
  | 'read-pointer'
  | 'make-pointer'
  | 'write-candidate'
  | 'read-candidate'
  | 'prove-conditions'
  | 'list-candidates'
  | 'take-candidate'
  | 'keep-candidate'
  | 'name-release'
  | 'read-tasks'
  | 'begin-task'
  | 'end-task'
  | 'open-candidate'
  | 'sweep-tasks'
  | 'list-files'
  | 'write-file-lists'
  | 'write-release'
  | 'write-pointer'
  | 'abort-uploads'
  | 'sweep-files'
  | 'sweep-documents'
  | 'remove-candidate'
  | 'read-view'
  | 'take-view'
  | 'list-plain-copy'
  | 'renew-view'
  | 'copy-files'
  | 'remove-plain-files'
  | 'complete-view'
  | 'read-catalog'
  | 'write-catalog'
  | 'remove-catalog'
  | 'read-registration'
  | 'take-registration'
  | 'register'
  | 'complete-registration'
  | 'list-releases'
  | 'read-shown'
  | 'collect-files'
  | 'collect-file-lists'
  | 'collect-releases';

/**
 * A protocol as one list of steps: it yields the name of each step before it takes it. Production runs it through, and parts that do
 * not depend on each other at once;
 * a test stops it for good at any step, which is what a killed process looks like to the lake, or lets two of them
 * take turns.
 */
export type Steps<Result> = AsyncGenerator<Step, Result, void>;

export async function runSteps<Result>(steps: AsyncGenerator<string, Result, void>): Promise<Result> {
  for (;;) {
    const turn = await steps.next();
    if (turn.done) return turn.value;
  }
}

/** Several protocols that do not depend on each other, and the results of all. */
export type Together = <Results extends readonly unknown[]>(
  all: {
    readonly [Index in keyof Results]: Steps<Results[Index]>;
  },
) => Steps<Results>;

/** At once: their single steps are not told. */
export const atOnce: Together = async function* <Results extends readonly unknown[]>(
  all: readonly Steps<unknown>[],
): Steps<Results> {
  yield 'tidy';
  return (await Promise.all(all.map(runSteps))) as unknown as Results;
};

/** One after the other, for whoever is to see each step. */
export const inTurn: Together = async function* <Results extends readonly unknown[]>(
  all: readonly Steps<unknown>[],
): Steps<Results> {
  const results: unknown[] = [];
  for (const steps of all) results.push(yield* steps);
  return results as unknown as Results;
};

/** Goes on whatever becomes of these steps: what went wrong is added to `problems`. */
export async function* guarded<Result>(steps: Steps<Result>, problems: Error[]): Steps<Result | undefined> {
  try {
    return yield* steps;
  } catch (error) {
    problems.push(error instanceof Error ? error : new Error(String(error)));
    return undefined;
  }
}
