import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogDocument } from '../../artifacts/catalog-document.ts';
import { readFailingRows } from '../../artifacts/failing-rows.ts';
import { beginInvocation, type Invocation } from '../../artifacts/invocation.ts';
import { lineageDocument } from '../../artifacts/lineage-document.ts';
import { manifestContext } from '../../artifacts/manifest-context.ts';
import { manifestDocument } from '../../artifacts/manifest-document.ts';
import { codeDocument, type SparkText } from '../../artifacts/page/code-document.ts';
import { lakeEntry } from '../../artifacts/page/lake-entry.ts';
import { pageDocument } from '../../artifacts/page/page-document.ts';
import { readRunDocument } from '../../artifacts/page/read-run-document.ts';
import { type WrittenPage, writePage } from '../../artifacts/page/write-page.ts';
import { writeJson } from '../../artifacts/write-json.ts';
import { writeLineage } from '../../artifacts/write-lineage.ts';
import type { CheckedProject } from '../../check/checked-project.ts';
import { defineInShadow } from '../../check/define-in-shadow.ts';
import { isTable } from '../../compile/node.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { packageVersion } from '../../config/package-version.ts';
import { projectDiagram } from '../../deploy/project-diagram.ts';
import type { Session } from '../../engines/session.ts';
import type { LakeReader } from '../../release/lake-reader.ts';
import { type OpenedLake, openProjectLake } from '../../release/open-project-lake.ts';
import { sparkSql } from '../../run/spark-sql.ts';
import { profileRelease } from './profile-release.ts';
import { withSession } from './with-session.ts';

export interface DocsOptions extends ProjectOptions {
  /** The folder to write, relative to `cwd`; `docs` of the target folder unless given. */
  readonly output?: string | undefined;
  /** False leaves the lake alone: the page tells of the project only. */
  readonly asksLake: boolean;
  /** False leaves the rows alone: no profiles and no samples. */
  readonly profiles: boolean;
}

export interface GeneratedDocs extends WrittenPage {
  readonly project: CheckedProject;
  /** The command that wrote it, which the page knows, too. */
  readonly id: string;
}

/** The page as it comes with the package, whose folder is two up from here, compiled or not. */
const pageFolder = fileURLToPath(new URL('../../dist/page/', import.meta.url));

/**
 * Writes the page of a sound project, and its manifest, lineage and catalog, which the page shows. What the last run and
 * the last look at the freshness of sources left in the target folder comes along.
 */
export function generateDocs(options: DocsOptions): Promise<GeneratedDocs> {
  return withSession(
    options,
    project => project,
    async (project, session) => {
      const { config } = project;
      const lake = openProjectLake(config, session);
      const invocation = beginInvocation();
      const asked = options.asksLake ? lake : undefined;
      const documents = await allDocuments({
        project,
        session,
        lake: asked,
        invocation,
        profiles: options.profiles,
      });
      const { cwd = '.', output } = options;
      const to =
        output === undefined ? join(config.projectDir, config.targetPath, 'docs') : resolve(cwd, output);
      return {
        project,
        id: invocation.id,
        ...(await writePage(config, { from: pageFolder, to, documents })),
      };
    },
  );
}

interface DocumentsInput {
  readonly project: CheckedProject;
  readonly session: Session;
  /** Undefined when it is to be left alone. */
  readonly lake: OpenedLake | undefined;
  readonly invocation: Invocation;
  readonly profiles: boolean;
}

async function allDocuments({ project, session, lake: opened, invocation, profiles }: DocumentsInput) {
  const { config, graph } = project;
  const lake = opened?.lake;
  const models = await writeLineage(project, session.parser, invocation);
  const manifest = manifestDocument(manifestContext(project, invocation, models), graph);
  const catalog = await catalogOf(project, lake, invocation);
  await Promise.all([
    writeJson(config, 'manifest.json', manifest),
    writeJson(config, 'catalog.json', catalog),
  ]);
  const entry = lake === undefined ? null : await lakeEntry(config, lake);
  return {
    manifest,
    catalog,
    lineage: lineageDocument(models, invocation),
    page: pageDocument(project, { invocation, version: packageVersion(), lake: entry }),
    code: codeDocument(project, await sparkTexts(project, session)),
    profiles: profiles && opened ? await profileRelease(project, session, opened) : null,
    diagram: projectDiagram(project, project.nodes),
    'run-results': readRunDocument(config, 'run-results'),
    'failing-rows': readFailingRows(config),
    sources: readRunDocument(config, 'sources'),
  };
}

async function catalogOf(project: CheckedProject, lake: LakeReader | undefined, invocation: Invocation) {
  return catalogDocument(project, { release: await lake?.current() }, invocation);
}

/** More take seconds, which only a project that is to run on Spark is to pay. */
const MOST_FOR_SPARK = 200;

/** Every model for Spark, as far as there is a form that gives the same rows. */
async function sparkTexts(
  project: CheckedProject,
  session: Session,
): Promise<ReadonlyMap<string, SparkText>> {
  const models = project.nodes.filter(node => node.resourceType === 'model');
  if (models.length > MOST_FOR_SPARK && project.config.rules['not-portable'] === 'off') return new Map();
  const reader = await session.createShadow();
  await defineInShadow(project.hooks.start, reader);
  const tables = project.nodes.filter(isTable).flatMap(({ uniqueId, relation }) => {
    const columns = project.columns[uniqueId];
    return columns === undefined ? [] : [{ relation, columns }];
  });
  await reader.createTables(tables);
  const translated = await sparkSql(
    models.map(({ sql }) => sql),
    reader,
  );
  return new Map(
    models.map(({ uniqueId }, index) => {
      const text = translated[index]!;
      return [uniqueId, typeof text === 'string' ? { sql: text } : { problem: text.message }];
    }),
  );
}
