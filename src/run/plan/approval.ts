import type { CompiledNode } from '../../compile/node.ts';
import { sourceLabel, tableLabel } from '../../compile/table-label.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Release } from '../../release/documents.ts';
import type { Lake } from '../../release/lake.ts';
import type { PreparedRun } from '../prepare-run.ts';
import { recipeChange } from '../recipes.ts';
import type { RunOptions } from '../run-options.ts';
import type { PlannedAction } from './build-plan.ts';
import { plannedActions } from './planned-actions.ts';
import { findSourceNews, type ListedFile, type SourceNews } from './source-news.ts';

/** What somebody agreed to: a plan as it was written down. */
export interface ApprovedPlan {
  /** The file that holds it, as messages call it. */
  readonly file: string;
  readonly project: string;
  readonly target: string;
  readonly base: string | undefined;
  /** By unique id. */
  readonly nodes: ReadonlyMap<string, { readonly action: PlannedAction; readonly recipe: string }>;
  /** By unique id. */
  readonly sources: ReadonlyMap<string, ApprovedSource>;
}

/** The files of a source: how many are not those of the release, and the first of them by name. */
export interface ApprovedSource {
  readonly digest: string;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export interface ApprovalInput {
  readonly approved: ApprovedPlan;
  readonly prepared: PreparedRun;
  readonly nodes: readonly CompiledNode[];
  readonly lake: Pick<Lake, 'ledger'>;
  readonly config: { readonly name: string; readonly target: { readonly name: string } };
  /** Whether it is only the rest of what was approved that is left to do. */
  readonly isRetry: boolean;
}

/** How many differences a message names. */
const shown = 3;

/**
 * Lets a run that publishes begin only as its target allows: where that asks for a plan, with one.
 *
 * @throws SparkifyError not-as-planned
 */
export function requirePlan({ config, options }: PlanDuty): void {
  const { command, reading, publish = reading === undefined, approved } = options;
  const { name, requirePlan } = config.target;
  if (!requirePlan || !publish || command === 'test' || approved !== undefined) return;
  throw new SparkifyError(
    'not-as-planned',
    `The target ${name} takes builds only by a plan that was approved, and none was given.`,
    {
      exitCode: 2,
      hint: `Run \`sparkify plan --target ${name} --out plan.json\`, look at it, then \`sparkify build --plan plan.json\`.`,
    },
  );
}

interface PlanDuty {
  readonly config: { readonly target: { readonly name: string; readonly requirePlan: boolean } };
  readonly options: Pick<RunOptions, 'command' | 'reading' | 'publish' | 'approved'>;
}

/**
 * Lets a run begin only if it does what was approved: on the same release, of the same files, by the same code.
 *
 * @throws SparkifyError not-as-planned
 */
export async function requireApproved(input: ApprovalInput): Promise<void> {
  const found = await differences(input);
  if (found.length > 0) throw notAsPlanned(input.approved, found);
}

/**
 * Lets a build go on only from the release that was approved: another one may have come since it was looked at.
 *
 * @throws SparkifyError not-as-planned
 */
export function requireBase(approved: ApprovedPlan, base: Release | undefined): void {
  if (approved.base !== base?.release) throw notAsPlanned(approved, [otherBase(approved, base?.release)]);
}

function otherBase({ base }: ApprovedPlan, now: string | undefined): string {
  if (now === undefined) return 'the lake has no release, and had one when it was planned';
  return base === undefined
    ? `the lake has the release ${now}, and had none when it was planned`
    : `the release is ${now}, and was ${base} when it was planned`;
}

function notAsPlanned({ file }: ApprovedPlan, differences: readonly string[]): SparkifyError {
  const more = differences.length > shown ? `; and ${differences.length - shown} more` : '';
  return new SparkifyError(
    'not-as-planned',
    `This run would not do what ${file} says: ${differences.slice(0, shown).join('; ')}${more}.`,
    {
      exitCode: 2,
      hint: 'Nothing ran. Plan anew and look at it: `sparkify plan --out plan.json`; then build with that plan.',
    },
  );
}

/** What is not as it was approved; what was caused by something that is named already is left out. */
async function differences(input: ApprovalInput): Promise<readonly string[]> {
  const { approved, prepared, config } = input;
  const base = prepared.grounds.base?.release;
  const place = [
    ...(approved.project === config.name ? [] : [`it is of the project ${approved.project}`]),
    ...(approved.target === config.target.name ? [] : [`it is of the target ${approved.target}`]),
  ];
  if (place.length > 0) return place;
  const moved = approved.base === base ? [] : [otherBase(approved, base)];
  const causes = [...moved, ...(await ofSources(input)), ...(await ofCode(input))];
  return causes.length > 0 ? causes : await ofNodes(input);
}

async function ofSources({ approved, prepared, nodes, lake }: ApprovalInput): Promise<readonly string[]> {
  const { filesOf, grounds } = prepared;
  const found: string[] = [];
  for (const node of nodes) {
    const before = approved.sources.get(node.uniqueId);
    if (node.resourceType !== 'source' || before === undefined) continue;
    const now = await findSourceNews(node, { filesOf, base: grounds.base, lake });
    if (now.digest !== before.digest) found.push(`${sourceLabel(node)} ${otherFiles(before, now)}`);
  }
  return found;
}

/** Both sides name what is not as the release read it, so that one name more or less tells what came between them. */
function otherFiles(before: ApprovedSource, now: SourceNews): string {
  const names = (files: readonly ListedFile[]) => new Set(files.map(({ path }) => path));
  const first = (some: Iterable<string>, others: ReadonlySet<string>) =>
    [...some].find(path => !others.has(path));
  const [added, removed] = [names(now.added), names(now.removed)];
  const came = first(added, new Set(before.added));
  if (came !== undefined) return `has a new file, ${came}`;
  const went = first(before.added, added) ?? first(removed, new Set(before.removed));
  if (went !== undefined) return `lost the file ${went}`;
  const other = first(names(now.changed), new Set(before.changed));
  return other === undefined ? 'has other files' : `has another file ${other}`;
}

/** Nodes whose own part is another one, and what is asked for that was not there, or is no more. */
async function ofCode({ approved, prepared, nodes }: ApprovalInput): Promise<readonly string[]> {
  const { grounds, recipes } = prepared;
  const found: string[] = [];
  for (const node of nodes) {
    const before = approved.nodes.get(node.uniqueId);
    if (before === undefined) {
      if (grounds.asked.has(node.uniqueId)) found.push(`it does not have ${tableLabel(node)}`);
      continue;
    }
    const now = await recipes.of(node.uniqueId);
    if (now === before.recipe) continue;
    const change = recipeChange(before.recipe, now);
    if (change === 'the session') return [...found, 'onRunStart changed, or the version of the engine'];
    if (change === 'itself') found.push(`${tableLabel(node)} changed its query, file or config`);
  }
  const known = new Set(nodes.map(({ uniqueId }) => uniqueId));
  const gone = [...approved.nodes.keys()].filter(id => !known.has(id));
  return [...found, ...gone.map(id => `${id} is not in the project`)];
}

/** What would be done, though nothing says why it should be something else. A retry does only what is left of it. */
async function ofNodes({ approved, prepared, nodes, isRetry }: ApprovalInput): Promise<readonly string[]> {
  const actions = plannedActions(prepared);
  const found: string[] = [];
  for (const node of nodes) {
    const before = approved.nodes.get(node.uniqueId);
    if (before !== undefined && (await prepared.recipes.of(node.uniqueId)) !== before.recipe) {
      found.push(`what ${tableLabel(node)} reads changed`);
      continue;
    }
    const now = actions.get(node.uniqueId);
    if (isRetry || before?.action === now) continue;
    found.push(`${tableLabel(node)} ${did(before?.action)}, and ${would(now)}`);
  }
  return found;
}

const words = { run: 'run', reuse: 'be taken over', serve: 'be computed on the way' } as const;

function did(action: PlannedAction | undefined): string {
  return `was ${action === undefined ? 'not' : ''} to ${words[action ?? 'run']}`.replace('  ', ' ');
}

function would(action: PlannedAction | undefined): string {
  return action === undefined ? 'would not run' : `would ${words[action]}`;
}
