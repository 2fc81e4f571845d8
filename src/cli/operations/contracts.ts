import type { ProjectOptions } from '../../config/load-config.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { checkProject } from '../../run/check-project.ts';
import { withProject } from '../../sparkify.ts';
import { type ContractChange, completeContracts, writeContracts } from '../../typing/contract-files.ts';
import { type Selecting, select } from './select.ts';

export interface ContractsResult {
  readonly changes: readonly ContractChange[];
  readonly warnings: readonly Diagnostic[];
}

/** Completes the contracts of the models that are selected, and writes them unless that is all that is wanted. */
export function generateContracts(
  options: ProjectOptions & Selecting & { readonly compareOnly: boolean },
): Promise<ContractsResult> {
  return withProject(options, async (loaded, session) => {
    const project = await checkProject(loaded, session);
    // An unfinished contract is what this is for.
    throwOnErrors(project.diagnostics.filter(({ code }) => code !== 'contract-broken'));
    const { nodes, warnings } = await select(project, options);
    const models = nodes.filter(node => node.resourceType === 'model');
    const contracts = await completeContracts(project, models);
    if (!options.compareOnly) await writeContracts(project.config, contracts);
    return { changes: contracts.changes, warnings };
  });
}
