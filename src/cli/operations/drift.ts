import { join, resolve } from 'node:path';
import { driftDocument } from '../../artifacts/drift-document.ts';
import type { DriftDocument } from '../../artifacts/drift-schema.ts';
import { beginInvocation } from '../../artifacts/invocation.ts';
import { writeJsonFile } from '../../artifacts/write-json.ts';
import type { CompiledSource } from '../../compile/node.ts';
import { sourceLabel } from '../../compile/table-label.ts';
import type { Config } from '../../config/config.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { packageVersion } from '../../config/package-version.ts';
import { type Diagnostic, warning } from '../../diagnostics/diagnostic.ts';
import { openProjectLake } from '../../release/open-project-lake.ts';
import { measureDrift } from '../../run/drift/measure-drift.ts';
import type { SourceDrift } from '../../run/drift/source-drift.ts';
import type { EmitRunEvent } from '../../run/run-event.ts';
import { createSourceFetcher } from '../../run/source-fetcher.ts';
import { createSourceFiles } from '../../run/source-files.ts';
import { type Selecting, select } from './select.ts';
import { withSession } from './with-session.ts';

export interface DriftOptions extends ProjectOptions, Selecting {
  /** Where the report goes, relative to `cwd`; `drift.json` of the target folder unless given. */
  readonly output?: string;
  readonly signal: AbortSignal;
  readonly emit: EmitRunEvent;
}

export interface FoundDrift {
  readonly config: Config;
  readonly drifts: readonly SourceDrift[];
  readonly document: DriftDocument;
  /** What matched nothing, and one for each source that has drifted. */
  readonly warnings: readonly Diagnostic[];
}

/** Measures how the selected sources stand to what they declare, and to what the last release read of them. */
export function drift(options: DriftOptions): Promise<FoundDrift> {
  const { signal, emit, output, cwd = '.' } = options;
  return withSession(
    options,
    project => project,
    async (project, session) => {
      signal.addEventListener('abort', () => session.interrupt(), { once: true });
      const invocation = beginInvocation();
      const { config } = project;
      const selection = await select(project, { ...options, resourceTypes: ['source'] });
      const sources = selection.nodes.filter(node => node.resourceType === 'source');
      const { lake } = openProjectLake(config, session, signal);
      const fetcher = createSourceFetcher({ config, emit, signal });
      const filesOf = createSourceFiles(config);
      const asked = { config, session, lake, base: await lake.current(), filesOf, fetcher };
      const drifts: SourceDrift[] = [];
      try {
        for (const source of sources) drifts.push(await measureDrift(source, asked));
      } finally {
        await fetcher.close();
      }
      const document = driftDocument(drifts, { config, invocation, version: packageVersion() });
      const path =
        output === undefined
          ? join(config.projectDir, config.targetPath, 'drift.json')
          : resolve(cwd, output);
      await writeJsonFile(config, path, document);
      const found = drifts.filter(({ drifted }) => drifted).map(({ node }) => driftWarning(node, config));
      return { config, drifts, document, warnings: [...selection.warnings, ...found] };
    },
  );
}

function driftWarning(node: CompiledSource, { targetPath }: Config): Diagnostic {
  return warning(
    'source-drift',
    `The source ${sourceLabel(node)} has drifted from what it declares or was.`,
    {
      at: node.at,
      hint: `See above, or ${targetPath}/drift.json: mend the files, or declare what they are now.`,
    },
  );
}
