import type { CompiledNode } from '../../compile/node.ts';
import type { Config } from '../../config/config.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { parseS3Address } from '../../config/s3-address.ts';
import { accessTo } from '../../config/s3-settings.ts';
import type { Target } from '../../config/target.ts';
import type { ReadPlace } from '../../deploy/cloudformation/s3-rights.ts';
import { applicationVariable } from '../../deploy/cloudformation/serverless.ts';
import { renderTemplate } from '../../deploy/cloudformation/template.ts';
import { badUsage } from '../../diagnostics/bad-usage.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { surePrefix } from '../../source/sure-prefix.ts';
import { loadProject } from '../../sparkify.ts';
import {
  environmentOf,
  requireUnattended,
  type ScheduledOptions,
  targetArguments,
  withVariable,
  yesArguments,
} from './scheduled-build.ts';

/** As an id of an application looks. */
const anyApplication = '00export00export';

/** What a scheduled build on AWS needs, as a template of CloudFormation. Reads no data and asks nobody. */
export async function cloudFormation(
  options: ProjectOptions,
  scheduled: ScheduledOptions,
): Promise<{ readonly text: string; readonly warnings: readonly Diagnostic[] }> {
  const load = () => loadProject(options);
  const { config, nodes, diagnostics } = await withVariable(applicationVariable, anyApplication, load);
  throwOnErrors(diagnostics);
  requireUnattended(config);
  requireAmazon(config);
  const { name: project } = config;
  const target = withoutApplication(config);
  const text = renderTemplate({
    ...{ project, target, at: scheduled.at },
    reads: readPlaces(nodes),
    command: ['build', ...targetArguments(config, scheduled), ...yesArguments(config)],
    environment: environmentOf(config, scheduled),
  });
  return { text, warnings: diagnostics };
}

/** The target as the template makes it: the application that it takes from the variable is still to be created. */
function withoutApplication({ target }: Config): Target {
  if (target.type !== 'emr-serverless') return target;
  if (target.application === anyApplication) return { ...target, application: undefined };
  if (target.application !== undefined) return target;
  throw badUsage(
    `The target ${target.name} creates an application for every build, and would not use that of the template.`,
    `Write \`application: process.env.${applicationVariable}\` in sparkify.config.ts: builds of the template have that variable.`,
  );
}

function requireAmazon({ target }: Config): void {
  const lake = parseS3Address(target.lake);
  if (lake === undefined)
    throw badUsage(
      `The lake of the target ${target.name} is a folder, ${target.lake}, which no machine of AWS can reach.`,
      'Choose a --target whose lake is a place on S3.',
    );
  const { endpoint } = accessTo(target.s3, lake.bucket);
  if (endpoint !== undefined)
    throw badUsage(
      `The lake of the target ${target.name} lies at ${endpoint}, which is not Amazon's S3.`,
      'Choose a --target whose lake is on Amazon S3.',
    );
}

/** Where sources lie on S3, each place once. */
function readPlaces(nodes: readonly CompiledNode[]): readonly ReadPlace[] {
  const places = nodes.flatMap(node => {
    const address = node.resourceType === 'source' ? parseS3Address(node.location) : undefined;
    return address === undefined ? [] : [{ bucket: address.bucket, prefix: surePrefix(address.path) }];
  });
  const byKey = new Map(places.map(place => [`${place.bucket}/${place.prefix}`, place]));
  return [...byKey.values()].sort((a, b) => (`${a.bucket}/${a.prefix}` < `${b.bucket}/${b.prefix}` ? -1 : 1));
}
