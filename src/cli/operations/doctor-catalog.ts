import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { GlueCatalog } from '../../config/glue-catalog.ts';
import { openGlue } from '../../deploy/glue/glue.ts';
import { glueCatalog } from '../../deploy/glue/glue-catalog.ts';
import { isOfLake } from '../../deploy/glue/plan-sync.ts';
import { lakePlace } from '../../release/open-project-lake.ts';
import { readCurrentRelease } from '../../release/read-current.ts';
import { findRegistration } from '../../release/read-documents.ts';
import { renderQuantity } from '../output/quantity.ts';
import type { Found } from './doctor.ts';

/** Whether the catalog of the target can be asked, and whether it shows the current release. */
export async function catalogDetail(config: Config, catalog: GlueCatalog): Promise<Found> {
  const { target, projectDir, targetPath, name: project } = config;
  const { store } = lakePlace(target, join(projectDir, targetPath, 'tmp'));
  const lake = { store, project };
  const tables = await (await openGlue(catalog, target.s3)).tables();
  const own = tables.filter(table => isOfLake(table, { project, root: store.label }));
  const what = `database ${catalog.database}: ${renderQuantity(own.length, 'table')} of this lake, of ${tables.length}`;
  const release = (await readCurrentRelease(lake))?.release;
  const shown = (await findRegistration(lake, glueCatalog({ config })!.id))?.value;
  const facts = { tables: own.length, release: shown?.complete ? shown.release : null };
  if (release === undefined) return { detail: what, facts };
  if (shown?.complete && shown.release === release)
    return { detail: `${what}, as in the current release`, facts };
  return {
    ...{ state: 'warn', facts, detail: `${what}; the release ${release} is not registered` },
    hint: 'Run `sparkify catalog sync`, or build.',
  };
}
