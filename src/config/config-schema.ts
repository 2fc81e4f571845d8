import { isAbsolute, normalize, relative, sep } from 'node:path';
import * as z from 'zod';
import type { ConfigInput, VarsInput } from './define-config.ts';
import { emrServerlessTarget, emrTarget } from './emr-schema.ts';
import { isJsonValue, type JsonValue } from './json-value.ts';
import { defaultRules } from './rules.ts';
import { isStandardSchema, type StandardSchema } from './standard-schema.ts';
import { lakeTarget, sparkConf, text } from './target-schema.ts';

const json = z.custom<JsonValue>(isJsonValue, 'must be plain data (text, numbers, lists, mappings)');
const count = z.int().min(0);
const hours = z.number().min(0);
const statements = z
  .union([text, z.array(text)], 'must be SQL as a text, or a list of texts')
  .default([])
  .transform(hooks => (typeof hooks === 'string' ? [hooks] : hooks));
const level = z.enum(['off', 'warn', 'error']);

/** Only below the project: what is generated for a file lies under the same path in the target folder. */
const folder = text.refine(isInside, 'must be a folder inside the project, relative to it');
const file = text.refine(isInside, 'must be a file inside the project, relative to it');
const folders = z.array(folder).min(1);

const duckDbTarget = z.strictObject({
  type: z.literal('duckdb'),
  database: text.optional(),
  ...lakeTarget,
});

const sparkTarget = z.strictObject({
  type: z.literal('spark'),
  master: text.optional(),
  submit: text.optional(),
  conf: sparkConf.optional(),
  ...lakeTarget,
});

const target = z.discriminatedUnion('type', [duckDbTarget, sparkTarget, emrServerlessTarget, emrTarget]);

/** One that is not set, as on a machine without the variable that holds it, is nobody to tell. */
const notification = z.strictObject({
  webhook: z.string().refine(isWebAddress, 'must be an address of http or https').optional(),
  on: z
    .array(z.enum(['failure', 'warning', 'success']))
    .min(1)
    .default(['failure']),
  targets: z.array(text).optional(),
});

/** Borders what comes out of sparkify.config.ts: past it, every default is filled in. */
export const configSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z]\w*$/, 'must be letters, digits and underscores, and begin with a letter'),
    targets: z.record(z.string(), target).prefault({ dev: { type: 'duckdb' } }),
    defaultTarget: z.string().optional(),
    vars: z.record(z.string(), json.optional()).prefault({}).transform(withoutUndefined),
    varsSchema: z
      .custom<StandardSchema<VarsInput>>(isStandardSchema, 'must be a Standard Schema, e.g. an object of zod')
      .optional(),
    modelPaths: folders.default(['models']),
    macroPaths: folders.default(['macros']),
    seedPaths: folders.default(['seeds']),
    snapshotPaths: folders.default(['snapshots']),
    testPaths: folders.default(['tests']),
    targetPath: folder
      .refine(path => !isProjectFolder(path), 'must be a folder of its own')
      .default('target'),
    typesPath: file.refine(path => /(?<!\.d)\.ts$/.test(path), 'must be a file that ends in .ts').optional(),
    models: z.record(z.string(), json).default({}),
    seeds: z.record(z.string(), json).default({}),
    snapshots: z.record(z.string(), json).default({}),
    sources: z
      .strictObject({
        onBadRecord: z.enum(['fail', 'quarantine']).default('fail'),
        undeclaredKeys: z.enum(['ignore', 'warn', 'fail']).default('warn'),
      })
      .prefault({}),
    reuse: z.boolean().default(false),
    notifications: z.array(notification).default([]),
    onRunStart: statements,
    onRunEnd: statements,
    releases: z
      .strictObject({
        keep: count.default(2),
        keepHours: hours.default(24),
        plainCopy: z.boolean().default(true),
        catalog: z.boolean().default(true),
        recoverAfterHours: hours.default(24),
      })
      .prefault({}),
    rules: z
      .strictObject({
        'select-star': level.default(defaultRules['select-star']),
        'join-without-condition': level.default(defaultRules['join-without-condition']),
        'join-key-cast': level.default(defaultRules['join-key-cast']),
        'nullable-partition': level.default(defaultRules['nullable-partition']),
        'not-portable': level.default(defaultRules['not-portable']),
        'small-files': level.default(defaultRules['small-files']),
        'unread-model': level.default(defaultRules['unread-model']),
        'unused-source': level.default(defaultRules['unused-source']),
        'missing-description': level.default(defaultRules['missing-description']),
      })
      .prefault({}),
  })
  .refine(keepsSources, {
    path: ['targetPath'],
    error: 'must be a folder without models, macros, seeds, snapshots or tests',
  })
  .superRefine(refuseUnknownTargets)
  .refine(typesApart, {
    path: ['typesPath'],
    error: 'must lie outside the folders of models and macros, whose TypeScript files are read as such',
  }) satisfies z.ZodType<unknown, ConfigInput>;

export type ParsedConfig = z.output<typeof configSchema>;
export type ParsedTarget = z.output<typeof target>;

type FolderKey = 'modelPaths' | 'macroPaths' | 'seedPaths' | 'snapshotPaths' | 'testPaths';
type Folders = Readonly<Record<FolderKey, readonly string[]>>;

/** `sparkify clean` empties the target folder. */
function keepsSources(config: Folders & { readonly targetPath: string }): boolean {
  const { modelPaths, macroPaths, seedPaths, snapshotPaths, testPaths } = config;
  const all = [...modelPaths, ...macroPaths, ...seedPaths, ...snapshotPaths, ...testPaths];
  return all.every(path => relative(config.targetPath, path).startsWith('..'));
}

function typesApart(config: Folders & { readonly typesPath?: string | undefined }): boolean {
  const { typesPath, modelPaths, macroPaths } = config;
  if (typesPath === undefined) return true;
  return [...modelPaths, ...macroPaths].every(folder => relative(folder, typesPath).startsWith('..'));
}

function isWebAddress(text: string): boolean {
  return text === '' || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol));
}

interface Named {
  readonly targets: object;
  readonly notifications: readonly { readonly targets?: readonly string[] | undefined }[];
}

function refuseUnknownTargets({ targets, notifications }: Named, context: z.RefinementCtx): void {
  for (const [at, { targets: named = [] }] of notifications.entries()) {
    for (const [place, name] of named.entries()) {
      if (Object.hasOwn(targets, name)) continue;
      const message = `must be one of the targets ${Object.keys(targets).join(', ')}`;
      context.addIssue({ code: 'custom', path: ['notifications', at, 'targets', place], message });
    }
  }
}

function isInside(path: string): boolean {
  return !isAbsolute(path) && !normalize(path).split(sep).includes('..');
}

function isProjectFolder(path: string): boolean {
  return normalize(path).replace(/[\\/]$/, '') === '.';
}

function withoutUndefined(
  vars: Readonly<Record<string, JsonValue | undefined>>,
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    Object.entries(vars).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}
