import { ago, renderQuantity } from '../format.ts';
import { HealthMark } from '../parts/marks.tsx';
import {
  freshnessHealth,
  type Health,
  healthOf,
  type PageNode,
  type PageProject,
} from '../project/project.ts';
import { nodeAddress } from '../route.ts';

interface Problem {
  readonly id: string;
  readonly health: Health;
  readonly title: string;
  readonly detail: string;
}

const MOST = 6;

/** What failed in the last run, and sources that are stale; nothing when all is well. */
export function Attention({ project }: { readonly project: PageProject }) {
  const problems = problemsOf(project);
  if (problems.length === 0) return null;
  const more = problems.length - MOST;
  return (
    <section class="attention" aria-label="Needs attention">
      <h2>Needs attention</h2>
      <ul>
        {problems.slice(0, MOST).map(({ id, health, title, detail }) => (
          <li key={`${id} ${title}`}>
            <HealthMark health={health} />
            <a href={nodeAddress(id)}>{title}</a>
            <span>{detail}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="soft">and {more} more</p>}
    </section>
  );
}

function problemsOf(project: PageProject): readonly Problem[] {
  const found = [
    ...[...project.nodes.values()].flatMap(node => nodeProblems(node, project)),
    ...stale(project),
  ];
  return found.sort((a, b) => Number(b.health === 'bad') - Number(a.health === 'bad'));
}

/** What became of a node itself, and of its tests. */
function nodeProblems(node: PageNode, { results }: PageProject): readonly Problem[] {
  const tests = [...node.tests, ...node.columns.flatMap(column => column.tests)];
  const named = [
    { title: node.label, result: results.get(node.id) },
    ...tests.map(test => ({ title: test.name, result: results.get(test.unique_id) })),
  ];
  return named.flatMap(({ title, result }) => {
    if (result === undefined || ['success', 'pass'].includes(result.status)) return [];
    const { status, message, failures } = result;
    const detail = message ?? (failures === null ? status : renderQuantity(failures, 'failing row'));
    return [{ id: node.id, health: healthOf(status), title, detail }];
  });
}

function stale({ nodes, sources }: PageProject): readonly Problem[] {
  return (sources?.results ?? []).flatMap(({ unique_id: id, status, max_loaded_at: loaded, error }) => {
    const node = nodes.get(id);
    if (status === 'pass' || node === undefined) return [];
    const detail = loaded === undefined ? (error ?? status) : `newest data ${ago(loaded)}`;
    return [{ id, health: freshnessHealth(status), title: node.label, detail }];
  });
}
