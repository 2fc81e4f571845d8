import { useMemo } from 'preact/hooks';
import { NodeGraph } from '../graph/node-graph.tsx';
import { plainText } from '../parts/markdown.tsx';
import { KindMark, kindNames } from '../parts/marks.tsx';
import type { Kind, PageNode, PageProject } from '../project/project.ts';
import { selectInPage } from '../project/select.ts';
import { nodeAddress, replaceQuery, route } from '../route.ts';
import { Attention } from './attention.tsx';
import { Facts } from './facts.tsx';

/** The whole project at a glance: what is wrong first, then its figures, then its graph. */
export function Overview({ project }: { readonly project: PageProject }) {
  const { select = '', node: chosen } = route.value.query;
  const selected = useMemo(
    () => (select.trim() === '' ? undefined : selectInPage(project, select.trim())),
    [project, select],
  );
  const ids = useMemo(() => {
    const all = [...project.nodes.keys()];
    return new Set(selected === undefined ? all : all.filter(id => selected.ids.has(id)));
  }, [project, selected]);
  const known = chosen !== undefined && ids.has(chosen) ? project.nodes.get(chosen) : undefined;
  return (
    <div class="overview">
      <h1 class="sr-only">{project.name}</h1>
      <Facts project={project} />
      <Attention project={project} />
      <section class="graph-panel" aria-label="Graph">
        <div class="graph-head">
          <Filter value={select} problem={selected?.problem} count={ids.size} all={project.nodes.size} />
          <Legend project={project} />
        </div>
        {ids.size === 0 ? (
          <p class="empty">{selected?.problem ?? 'The project has no tables yet.'}</p>
        ) : (
          <NodeGraph {...{ project, ids }} chosen={known?.id} onChoose={id => replaceQuery({ node: id })} />
        )}
        {known && <Card node={known} />}
      </section>
    </div>
  );
}

interface FilterProps {
  readonly value: string;
  readonly problem: string | undefined;
  readonly count: number;
  readonly all: number;
}

function Filter({ value, problem, count, all }: FilterProps) {
  return (
    <div class="filter">
      <input
        type="text"
        value={value}
        placeholder="Filter: +songplays, tag:daily, path:models/marts"
        aria-label="Filter, as --select takes it"
        aria-invalid={problem !== undefined}
        spellcheck={false}
        autocomplete="off"
        onInput={event => replaceQuery({ select: event.currentTarget.value, node: undefined })}
      />
      <output>{value.trim() === '' ? `${all} nodes` : `${count} of ${all}`}</output>
    </div>
  );
}

function Legend({ project }: { readonly project: PageProject }) {
  const kinds = new Set([...project.nodes.values()].map(({ kind }) => kind));
  const order: readonly Kind[] = ['source', 'seed', 'staging', 'model', 'exposure'];
  return (
    <ul class="legend" aria-label="Colors">
      {order
        .filter(kind => kinds.has(kind))
        .map(kind => (
          <li key={kind}>
            <KindMark kind={kind} /> {kindNames[kind]}
          </li>
        ))}
    </ul>
  );
}

/** What is chosen, with the way to it. */
function Card({ node }: { readonly node: PageNode }) {
  const description = plainText(node.entry.description);
  return (
    <aside class="card" aria-live="polite">
      <h2>
        <KindMark kind={node.kind} /> {node.label}
      </h2>
      {description !== '' && <p>{description}</p>}
      <p class="actions">
        <a class="button" href={nodeAddress(node.id)}>
          Open
        </a>
        <button type="button" class="quiet" onClick={() => replaceQuery({ select: `+${selectorOf(node)}+` })}>
          Only its relatives
        </button>
      </p>
    </aside>
  );
}

/** As `--select` names it. */
function selectorOf({ kind, entry, id }: PageNode): string {
  if (kind === 'source') return `source:${entry.source_name}.${entry.name}`;
  return kind === 'exposure' ? `exposure:${entry.name}` : (id.split('.').at(-1) ?? entry.name);
}
