import type { Config } from '../../config/config.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { glueCatalog } from '../../deploy/glue/glue-catalog.ts';
import { openSession } from '../../engines/open-session.ts';
import type { Lake } from '../../release/lake.ts';
import { openProjectLake } from '../../release/open-project-lake.ts';

/** Opens the lake of the chosen target for a command that changes or lists releases; needs no sound project. */
export async function withLake<T>(options: ProjectOptions, work: (lake: Lake) => Promise<T>): Promise<T> {
  return withLakeOf((await loadConfig(options)).config, work);
}

export async function withLakeOf<T>(config: Config, work: (lake: Lake) => Promise<T>): Promise<T> {
  const session = await openSession(config);
  try {
    return await work(openProjectLake(config, session, undefined, glueCatalog({ config })).lake);
  } finally {
    session.close();
  }
}
