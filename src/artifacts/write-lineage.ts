import type { CheckedProject } from '../check/checked-project.ts';
import type { ModelLineage } from '../check/lineage/lineage.ts';
import { traceLineage } from '../check/lineage/trace-lineage.ts';
import type { Parser } from '../check/schema-reader.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { withoutSecrets } from './hide-secrets.ts';
import type { Invocation } from './invocation.ts';
import { lineageDocument } from './lineage-document.ts';
import { writeJson } from './write-json.ts';

/**
 * Writes `lineage.json`: where every column of a sound project comes from. Of a broken one nothing is written.
 *
 * @returns what was written, without values of secret variables, which the SQL of a model may hold
 */
export async function writeLineage(
  project: CheckedProject,
  parser: Parser,
  invocation: Invocation,
): Promise<readonly ModelLineage[]> {
  const { config, diagnostics } = project;
  if (hasErrors(diagnostics)) return [];
  const models = withoutSecrets(await traceLineage(project, parser), config.env);
  await writeJson(config, 'lineage.json', lineageDocument(models, invocation));
  return models;
}
