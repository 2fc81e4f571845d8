import type { ManifestEntry } from '../data/artifacts.ts';
import { Markdown } from '../parts/markdown.tsx';
import { HealthMark, StatusBadge } from '../parts/marks.tsx';
import { healthOf, type PageColumn, type PageNode, type PageProject } from '../project/project.ts';
import { addressOf } from '../route.ts';

interface ColumnsProps {
  readonly node: PageNode;
  readonly project: PageProject;
}

/** The columns of a table with their types, what is promised of them, and how that was found last. */
export function Columns({ node, project }: ColumnsProps) {
  const partition = new Set(node.entry.config?.partition_by ?? []);
  return (
    <div class="scroll">
      <table class="columns">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            <th scope="col">Description</th>
            <th scope="col">Tests</th>
          </tr>
        </thead>
        <tbody>
          {node.columns.map(column => (
            <tr key={column.name} id={`column-${column.name}`}>
              <th scope="row">
                <ColumnName node={node} column={column} />
                {partition.has(column.name) && <span class="note">partition</span>}
                {column.constraints.map(constraint => (
                  <span key={constraint} class="note">
                    {constraint.replaceAll('_', ' ')}
                  </span>
                ))}
              </th>
              <td>
                <code class="type">{column.type}</code>
              </td>
              <td>
                <Markdown text={column.description} />
              </td>
              <td>
                <ColumnTests tests={column.tests} project={project} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A column that comes from somewhere, or that others come from, leads to its lineage. */
function ColumnName({ node, column }: { readonly node: PageNode; readonly column: PageColumn }) {
  if (node.kind === 'exposure') return <code>{column.name}</code>;
  return (
    <a href={addressOf(['lineage', node.id, column.name])} title="Where it comes from">
      <code>{column.name}</code>
    </a>
  );
}

interface ColumnTestsProps {
  readonly tests: readonly ManifestEntry[];
  readonly project: PageProject;
}

function ColumnTests({ tests, project: { results } }: ColumnTestsProps) {
  if (tests.length === 0) return null;
  return (
    <ul class="column-tests">
      {tests.map(test => {
        const result = results.get(test.unique_id);
        const health = healthOf(result?.status);
        return (
          <li key={test.unique_id} title={test.name}>
            <HealthMark health={health} /> {test.test_metadata?.name ?? test.name}
            {health === 'bad' || health === 'warn' ? <StatusBadge result={result} /> : null}
          </li>
        );
      })}
    </ul>
  );
}
