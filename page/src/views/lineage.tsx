import { useMemo } from 'preact/hooks';
import { type Card, CardGraph, type CardLink } from '../graph/card-graph.tsx';
import { KindMark } from '../parts/marks.tsx';
import { type ColumnLineage, type ColumnStep, columnLineage, keyOf } from '../project/column-lineage.ts';
import type { PageProject } from '../project/project.ts';
import { addressOf, nodeAddress } from '../route.ts';
import { Missing } from './node.tsx';

interface LineageViewProps {
  readonly project: PageProject;
  readonly id: string;
  readonly column: string;
}

/** The way of a column: from the keys of raw records over every table to who reads it, with what computes it at each step. */
export function LineageView({ project, id, column }: LineageViewProps) {
  const node = project.nodes.get(id);
  const asked = node?.columns.find(({ name }) => name.toLowerCase() === column.toLowerCase());
  const lineage = useMemo(
    () => (asked === undefined ? undefined : columnLineage(project, { node: id, column: asked.name })),
    [project, id, asked],
  );
  const drawing = useMemo(() => lineage && drawingOf(lineage, project), [lineage, project]);
  if (node === undefined || asked === undefined || lineage === undefined || drawing === undefined)
    return <Missing id={`${id}.${column}`} />;
  const up = lineage.steps.filter(({ distance }) => distance >= 0).reverse();
  const down = lineage.steps.filter(({ distance }) => distance < 0);
  return (
    <article class="node">
      <header>
        <p class="crumbs">Lineage of a column</p>
        <h1>
          <KindMark kind={node.kind} /> <a href={nodeAddress(id)}>{node.label}</a>.{asked.name}
        </h1>
        <p class="soft">
          <code>{asked.type}</code> {asked.description}
        </p>
      </header>
      <div class="graph-panel small lineage-graph">
        <CardGraph {...drawing} label={`Lineage of ${node.label}.${asked.name}`} />
      </div>
      <section>
        <h2>Where it comes from</h2>
        <ol class="steps">
          {up.map(step => (
            <Step key={keyOf(step)} step={step} project={project} />
          ))}
        </ol>
      </section>
      {(down.length > 0 || lineage.exposures.length > 0) && (
        <section>
          <h2>What is made of it</h2>
          <ol class="steps">
            {down.map(step => (
              <Step key={keyOf(step)} step={step} project={project} />
            ))}
            {lineage.exposures.map(({ id: exposure }) => (
              <li key={exposure}>
                <a href={nodeAddress(exposure)}>{project.nodes.get(exposure)?.label}</a>
                <span class="note">exposure</span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </article>
  );
}

function Step({ step, project }: { readonly step: ColumnStep; readonly project: PageProject }) {
  const { node, column, expression, inputs, unknown, through } = step;
  const label = project.nodes.get(node)?.label ?? node;
  return (
    <li>
      <a href={addressOf(['lineage', node, column])}>
        {label}.<b>{column}</b>
      </a>
      {expression !== '' && <code class="expression">{expression}</code>}
      {through.map(each => (
        <code key={each.name} class="expression inner" title={each.name}>
          {each.name} = {each.expression}
        </code>
      ))}
      {unknown !== null && <span class="note">It cannot be told: {unknown}</span>}
      {expression === '' && inputs.length === 0 && unknown === null && (
        <span class="note">comes from outside</span>
      )}
      {inputs.length > 0 && (
        <span class="note">
          of{' '}
          {inputs
            .map(
              input =>
                `${project.nodes.get(input.node)?.label ?? input.node}.${input.column} (${input.roles.join(', ')})`,
            )
            .join(', ')}
        </span>
      )}
    </li>
  );
}

/** Tables as cards with the columns on the way. */
function drawingOf(
  { steps, exposures }: ColumnLineage,
  project: PageProject,
): { cards: readonly Card[]; links: readonly CardLink[] } {
  const groups = Map.groupBy(steps, ({ node }) => node);
  const tables = [...groups].map(([id, columns]) => {
    const node = project.nodes.get(id);
    return {
      id,
      title: node?.label ?? id,
      kind: node?.kind ?? 'source',
      address: nodeAddress(id),
      rows: columns.map(({ column, distance }) => ({
        id: column.toLowerCase(),
        text: column,
        address: addressOf(['lineage', id, column]),
        isChosen: distance === 0,
      })),
    };
  });
  const shown = new Set(steps.map(keyOf));
  const links = steps.flatMap(step =>
    step.inputs
      .filter(input => shown.has(keyOf(input)))
      .map(input => ({
        from: input.node,
        fromRow: input.column.toLowerCase(),
        to: step.node,
        toRow: step.column.toLowerCase(),
      })),
  );
  const ends = exposures.map(({ id }) => ({
    ...{ id, title: project.nodes.get(id)!.label, kind: 'exposure', address: nodeAddress(id), rows: [] },
  }));
  const readings = exposures.flatMap(({ id, reads }) => reads.map(from => ({ from, to: id })));
  return { cards: [...tables, ...ends], links: [...links, ...readings] };
}
