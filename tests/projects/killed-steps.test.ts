import { join } from 'node:path';
import test from 'ava';
import { killAfterEveryStep } from '../helpers/kill-after-steps.ts';
import { scenarios } from '../helpers/lake-scenarios.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

for (const scenario of Object.keys(scenarios)) {
  test.serial(
    `on a local folder ${scenario}, killed with kill -9 after any step, leaves a whole release and nothing that stays`,
    async t => {
      const folder = temporaryFolder(t);
      await killAfterEveryStep(t, scenario, steps => join(folder, `lake-${steps}`));
    },
  );
}
