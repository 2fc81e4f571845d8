import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { CheckedProject } from '../../check/checked-project.ts';
import type { CompiledModel, CompiledNode, CompiledSource } from '../../compile/node.ts';
import { sourceLabel } from '../../compile/table-label.ts';
import type { Config } from '../../config/config.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { fileState } from '../../source/file-state.ts';
import { mapInTurns } from '../../storage/turns.ts';
import type { RunPlan } from '../run-plan.ts';
import type { SourceFiles } from '../source-files.ts';
import type { TableComparison } from './compare-tables.ts';

/** What `sparkify parity` found, below the target folder. */
export const PROOF_FILE = 'parity.json';

const provenModel = z.object({
  /** The queries that ran. */
  sql: z.object({ duckdb: z.string(), spark: z.string() }),
  /** Undefined for a model that was not compared by itself, since only others read it. */
  compared: z
    .object({
      same: z.boolean(),
      rows: z.tuple([z.number(), z.number()]),
      /** Rows that one side has and the other one lacks. */
      missing: z.tuple([z.number(), z.number()]),
    })
    .optional(),
});

const proofSchema = z.object({
  version: z.literal(1),
  generatedAt: z.string(),
  project: z.string(),
  targets: z.object({ duckdb: z.string(), spark: z.string() }),
  /** How far floats might be apart, relative to the larger one. */
  tolerance: z.number(),
  /** A digest of the files that were read, by source: names, sizes, and ETags or times. */
  sources: z.record(z.string(), z.string()),
  models: z.record(z.string(), provenModel),
});

export type Proof = z.infer<typeof proofSchema>;
export type ProvenModel = z.infer<typeof provenModel>;

/** A digest of the files that each source has now. */
export async function fingerprintSources(
  sources: readonly CompiledSource[],
  filesOf: SourceFiles,
): Promise<Readonly<Record<string, string>>> {
  const entries = sources.map(async source => {
    const files = await filesOf(source);
    const states = await mapInTurns(files, fileState);
    const listed = files.map(({ label }, place) => [label, states[place]]);
    return [sourceLabel(source), createHash('sha256').update(JSON.stringify(listed)).digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The models that a comparison ran, with both queries of each and how its tables compare. */
export function provenModels(
  ran: readonly CompiledNode[],
  ours: readonly CompiledNode[],
  portable: NonNullable<CheckedProject['portable']>,
  comparisons: readonly TableComparison[],
): Proof['models'] {
  const duckdb = new Map(ours.filter(isModel).map(({ uniqueId, sql }) => [uniqueId, sql]));
  const compared = new Map(comparisons.map(found => [found.uniqueId, found]));
  const models = ran.filter(isModel).map(({ uniqueId, sql }): [string, ProvenModel] => {
    const found = compared.get(uniqueId);
    const texts = { duckdb: duckdb.get(uniqueId) ?? sql, spark: portable[uniqueId]!.sql };
    if (found === undefined) return [uniqueId, { sql: texts }];
    const { same, rows, missing } = found;
    return [uniqueId, { sql: texts, compared: { same, rows: [...rows], missing: [...missing] } }];
  });
  return Object.fromEntries(models);
}

/**
 * Lets a run on Spark begin only if each of its models was proven to give the same rows, with the query it has now.
 *
 * @throws SparkifyError `no-parity`
 */
export async function requireProof(
  { tasks }: Pick<RunPlan, 'tasks'>,
  {
    config,
    portable,
  }: Pick<CheckedProject, 'portable'> & {
    readonly config: Pick<Config, 'projectDir' | 'targetPath' | 'target'>;
  },
): Promise<void> {
  if (portable === undefined) return;
  const proof = await readProof(config);
  const models = tasks.filter(({ kind }) => kind === 'compute').map(({ node }) => node);
  for (const { uniqueId, name } of models.filter(isModel)) {
    const proven = proof?.models[uniqueId];
    const why = whyUnproven(proven, portable[uniqueId]!.sql);
    if (why !== undefined)
      throw new SparkifyError(
        'no-parity',
        `It is not proven that ${name} has the same rows on Spark: ${why}.`,
        {
          exitCode: 2,
          hint: `Run \`sparkify parity --against ${config.target.name}\` first.`,
        },
      );
  }
}

function whyUnproven(proven: ProvenModel | undefined, sql: string): string | undefined {
  if (proven === undefined) return 'it was never compared';
  if (proven.sql.spark !== sql) return 'its query has changed since it was compared';
  return proven.compared?.same === false ? 'the last comparison found differences' : undefined;
}

async function readProof({
  projectDir,
  targetPath,
}: Pick<Config, 'projectDir' | 'targetPath'>): Promise<Proof | undefined> {
  const text = await readFile(join(projectDir, targetPath, PROOF_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return proofSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isModel(node: { readonly resourceType: string }): node is CompiledModel {
  return node.resourceType === 'model';
}
