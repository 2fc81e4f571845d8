import type { ManifestEntry } from '../data/artifacts.ts';
import { renderSeconds } from '../format.ts';
import { plainText } from '../parts/markdown.tsx';
import { StatusBadge } from '../parts/marks.tsx';
import { healthOf, type PageNode, type PageProject } from '../project/project.ts';

interface TestsProps {
  readonly node: PageNode;
  readonly project: PageProject;
}

const order = ['bad', 'warn', 'good', 'unknown'];

/** The tests of a table with their last results, failing ones first. */
export function Tests({ node, project: { results } }: TestsProps) {
  const tests = [...node.tests, ...node.columns.flatMap(column => column.tests)];
  const place = (test: ManifestEntry) => order.indexOf(healthOf(results.get(test.unique_id)?.status));
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Test</th>
            <th scope="col">Last result</th>
            <th scope="col" class="number">
              Time
            </th>
          </tr>
        </thead>
        <tbody>
          {tests
            .toSorted((a, b) => place(a) - place(b))
            .map(test => (
              <TestRow key={test.unique_id} {...{ test }} result={results.get(test.unique_id)} />
            ))}
        </tbody>
      </table>
    </div>
  );
}

interface TestRowProps {
  readonly test: ManifestEntry;
  readonly result: ReturnType<PageProject['results']['get']>;
}

function TestRow({ test, result }: TestRowProps) {
  const detail = result?.message ?? plainText(test.description);
  return (
    <tr>
      <th scope="row">
        <code class="long">{test.name}</code>
        {detail !== '' && <p class="soft">{detail}</p>}
      </th>
      <td>
        <StatusBadge result={result} />
      </td>
      <td class="number">{result && renderSeconds(result.execution_time)}</td>
    </tr>
  );
}
