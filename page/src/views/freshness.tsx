import { ago, moment } from '../format.ts';
import { NodeLink } from '../parts/marks.tsx';
import { freshnessHealth, type PageProject } from '../project/project.ts';

/** How old the data of sources were when somebody looked last. */
export function Freshness({ project: { sources, nodes } }: { readonly project: PageProject }) {
  if (sources === null || sources.results.length === 0) return null;
  return (
    <section>
      <h2>Freshness of sources</h2>
      <p class="soft">
        As <code>sparkify source freshness</code> found it{' '}
        <time title={moment(sources.metadata.generated_at)}>{ago(sources.metadata.generated_at)}</time>.
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Result</th>
              <th scope="col">Newest data</th>
            </tr>
          </thead>
          <tbody>
            {sources.results.map(({ unique_id: id, status, max_loaded_at: loaded, error }) => {
              const node = nodes.get(id);
              return (
                <tr key={id}>
                  <th scope="row">{node === undefined ? id : <NodeLink node={node} />}</th>
                  <td>
                    <span class={`badge ${freshnessHealth(status)}`}>{status}</span>
                  </td>
                  <td>{loaded === undefined ? error : moment(loaded)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
