import type { ComponentChildren } from 'preact';
import type { Owner } from '../data/artifacts.ts';
import { renderQuantity } from '../format.ts';
import { Markdown } from '../parts/markdown.tsx';
import { KindMark, kindNames } from '../parts/marks.tsx';
import type { PageNode, PageProject } from '../project/project.ts';
import { addressOf, nodeAddress, route } from '../route.ts';
import { CodeView } from './code-view.tsx';
import { Columns } from './columns.tsx';
import { Data } from './data.tsx';
import { Files } from './files.tsx';
import { Neighbors } from './neighbors.tsx';
import { Tests } from './tests.tsx';

interface Tab {
  readonly name: string;
  readonly title: string;
  readonly render: () => ComponentChildren;
}

/** A table, source or exposure: what it is, and a tab for each thing that one may ask of it. */
export function NodeView({ project, id }: { readonly project: PageProject; readonly id: string }) {
  const node = project.nodes.get(id);
  if (node === undefined) return <Missing id={id} />;
  const tabs = tabsOf(node, project);
  const shown = tabs.find(({ name }) => name === route.value.query.tab) ?? tabs[0]!;
  return (
    <article class="node">
      <header>
        <p class="crumbs">
          {kindNames[node.kind]}
          {node.kind === 'model' || node.kind === 'staging' ? ` · ${node.group}` : ''}
        </p>
        <h1>
          <KindMark kind={node.kind} /> {node.label}
        </h1>
        <Properties node={node} project={project} />
      </header>
      <Markdown text={node.entry.description} />
      {tabs.length > 1 && (
        <nav class="tabs" aria-label="Parts">
          {tabs.map(({ name, title }) => (
            <a
              key={name}
              href={nodeAddress(id, { tab: name === tabs[0]!.name ? undefined : name })}
              aria-current={name === shown.name ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
      )}
      <section class="tab" aria-label={shown.title}>
        {shown.render()}
      </section>
    </article>
  );
}

function tabsOf(node: PageNode, project: PageProject): readonly Tab[] {
  const isQuery =
    node.entry.raw_code !== undefined && ['model', 'snapshot'].includes(node.entry.resource_type);
  const tests = node.tests.length + node.columns.reduce((sum, column) => sum + column.tests.length, 0);
  return [
    ...(node.columns.length > 0
      ? [{ name: 'columns', title: 'Columns', render: () => <Columns node={node} project={project} /> }]
      : []),
    ...(tests > 0
      ? [{ name: 'tests', title: `Tests ${tests}`, render: () => <Tests node={node} project={project} /> }]
      : []),
    ...(node.table
      ? [{ name: 'data', title: 'Data', render: () => <Data node={node} project={project} /> }]
      : []),
    ...(isQuery ? [{ name: 'code', title: 'Code', render: () => <CodeView node={node} /> }] : []),
    ...(node.table && node.files
      ? [
          {
            name: 'files',
            title: 'Files',
            render: () => <Files table={node.table!} files={node.files!} project={project} />,
          },
        ]
      : []),
    { name: 'readers', title: 'Lineage', render: () => <Neighbors node={node} project={project} /> },
  ];
}

function Properties({ node, project }: { readonly node: PageNode; readonly project: PageProject }) {
  const { entry } = node;
  const group = project.manifest.groups[`group.${project.name}.${entry.group}`];
  const owner = ownerText(entry.owner ?? group?.owner);
  const { config } = entry;
  return (
    <dl class="properties">
      <Property
        name="Materialized"
        value={entry.resource_type === 'seed' ? undefined : config?.materialized}
      />
      <Property name="Rows" value={node.table && renderQuantity(node.table.rows, 'row')} />
      <Property name="Contract" value={config?.contract?.enforced ? 'enforced' : undefined} />
      <Property name="Access" value={config?.access === 'protected' ? undefined : config?.access} />
      <Property name="Group" value={entry.group} />
      <Property name="Owner" value={owner} />
      <Property name="Type" value={entry.type} />
      <Property name="Maturity" value={entry.maturity} />
      <Property name="Location" value={entry.external?.location} isCode />
      <Property name="File" value={entry.original_file_path} isCode />
      {entry.url && <Property name="Address" value={<PlainLink address={entry.url} />} />}
      {(entry.tags?.length ?? 0) > 0 && (
        <Property
          name="Tags"
          value={entry.tags!.map(tag => (
            <a key={tag} class="tag" href={addressOf([], { select: `tag:${tag}` })}>
              {tag}
            </a>
          ))}
        />
      )}
      {(node.parents.length > 0 || node.children.length > 0) && (
        <Property name="Graph" value={<a href={addressOf([], { node: node.id })}>Show in the graph</a>} />
      )}
    </dl>
  );
}

interface PropertyProps {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly isCode?: boolean;
}

function Property({ name, value, isCode = false }: PropertyProps) {
  if (value === undefined || value === null || value === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{isCode ? <code>{value}</code> : value}</dd>
    </div>
  );
}

/** An address of a project is a text like any other: only one of the web becomes a link. */
function PlainLink({ address }: { readonly address: string }) {
  if (!/^https?:\/\//i.test(address)) return <code>{address}</code>;
  return (
    <a href={address} rel="noopener noreferrer nofollow" target="_blank">
      {address}
    </a>
  );
}

function ownerText(owner: Owner | undefined): string | undefined {
  const emails = owner?.email == null ? [] : [owner.email].flat();
  const text = [owner?.name ?? '', emails.join(', ')].filter(Boolean).join(' · ');
  return text === '' ? undefined : text;
}

export function Missing({ id }: { readonly id: string }) {
  return (
    <article class="missing">
      <h1>There is nothing here</h1>
      <p>
        The project has no <code>{id}</code> now. It may have been renamed or removed.
      </p>
      <p>
        <a class="button" href={addressOf([])}>
          To the overview
        </a>
      </p>
    </article>
  );
}
