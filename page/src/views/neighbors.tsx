import { useMemo, useState } from 'preact/hooks';
import { NodeGraph } from '../graph/node-graph.tsx';
import { relatives } from '../graph/relatives.ts';
import { plainText } from '../parts/markdown.tsx';
import { NodeLink } from '../parts/marks.tsx';
import type { PageNode, PageProject } from '../project/project.ts';

interface NeighborsProps {
  readonly node: PageNode;
  readonly project: PageProject;
}

/** What a table is made of and who reads it: next to it as lists, further away as a graph. */
export function Neighbors({ node, project }: NeighborsProps) {
  const ids = useMemo(() => relatives(node.id, project.nodes), [node, project]);
  const [chosen, choose] = useState<string | undefined>(node.id);
  return (
    <>
      {ids.size > 1 && (
        <div class="graph-panel small">
          <NodeGraph {...{ project, ids, chosen }} onChoose={choose} />
        </div>
      )}
      <div class="two">
        <NodeList
          title="Reads"
          ids={node.parents}
          project={project}
          nothing="Nothing: it comes from outside."
        />
        <NodeList title="Read by" ids={node.children} project={project} nothing="Nobody in this project." />
      </div>
    </>
  );
}

interface NodeListProps {
  readonly title: string;
  readonly ids: readonly string[];
  readonly project: PageProject;
  readonly nothing: string;
}

function NodeList({ title, ids, project, nothing }: NodeListProps) {
  const nodes = ids.flatMap(id => project.nodes.get(id) ?? []);
  return (
    <section>
      <h2>{title}</h2>
      {nodes.length === 0 ? (
        <p class="soft">{nothing}</p>
      ) : (
        <ul class="node-list">
          {nodes.map(node => (
            <li key={node.id}>
              <NodeLink node={node} />
              <span class="soft">{plainText(node.entry.description)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
