import { useState } from 'preact/hooks';
import { ago, moment } from '../format.ts';
import type { PageNode, PageProject } from '../project/project.ts';
import { worst } from '../project/project.ts';
import { addressOf, nodeAddress, route } from '../route.ts';
import { HealthMark, KindMark } from './marks.tsx';
import { Search } from './search.tsx';
import { ThemeButton } from './theme.tsx';

export interface View {
  readonly name: string;
  readonly title: string;
}

interface SidebarProps {
  readonly project: PageProject;
  readonly views: readonly View[];
}

/** The way to everything. On a phone it opens over the page. */
export function Sidebar({ project, views }: SidebarProps) {
  const [isOpen, setOpen] = useState(false);
  const [first = ''] = route.value.path;
  return (
    <header class={`sidebar ${isOpen ? 'open' : ''}`}>
      <div class="brand">
        <a href={addressOf([])} onClick={() => setOpen(false)}>
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" />
            <path d="M17.8 5.5 8.2 17.9h6.1l-1.9 8.6 10-13h-6.3z" />
          </svg>
          <span>
            {project.name}
            <small>{project.target}</small>
          </span>
        </a>
        <button type="button" class="quiet menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Menu
        </button>
      </div>
      <Search project={project} />
      <div
        class="sidebar-body"
        onClick={event => event.target instanceof Element && event.target.closest('a') && setOpen(false)}
      >
        <nav aria-label="Views">
          {views.map(({ name, title }) => (
            <a
              key={name}
              href={addressOf(name === '' ? [] : [name])}
              aria-current={name === first ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
        <Groups project={project} />
        <div class="foot">
          <ThemeButton />
          <p class="soft">
            Written <time title={moment(project.generatedAt)}>{ago(project.generatedAt)}</time> by sparkify{' '}
            {project.version}
          </p>
        </div>
      </div>
    </header>
  );
}

const kindOrder = ['source', 'seed', 'staging', 'model', 'exposure'];

function Groups({ project }: { readonly project: PageProject }) {
  const groups = Map.groupBy(project.nodes.values(), ({ group }) => group);
  const place = (nodes: readonly PageNode[]) => Math.min(...nodes.map(({ kind }) => kindOrder.indexOf(kind)));
  const sorted = [...groups].sort(([a, left], [b, right]) => place(left) - place(right) || (a < b ? -1 : 1));
  const isLarge = project.nodes.size > 60;
  return (
    <nav class="groups" aria-label="Tables">
      {sorted.map(([name, nodes]) => (
        <Group key={name} {...{ name, nodes }} isOpen={!isLarge || nodes.length <= 15} />
      ))}
    </nav>
  );
}

interface GroupProps {
  readonly name: string;
  readonly nodes: readonly PageNode[];
  readonly isOpen: boolean;
}

function Group({ name, nodes, isOpen }: GroupProps) {
  const [view, id] = route.value.path;
  const chosen = view === 'node' || view === 'lineage' ? id : undefined;
  const holdsChosen = nodes.some(node => node.id === chosen);
  const [wanted, setWanted] = useState<boolean | undefined>();
  const shown = wanted ?? (isOpen || holdsChosen);
  const health = worst(nodes.map(node => node.health));
  const sorted = nodes.toSorted((a, b) => (a.label < b.label ? -1 : 1));
  return (
    <section>
      <h2>
        <button type="button" aria-expanded={shown} onClick={() => setWanted(!shown)}>
          <span>{name}</span>
          {!shown && health === 'bad' && <HealthMark health={health} />}
          <small>{nodes.length}</small>
        </button>
      </h2>
      {shown && (
        <ul>
          {sorted.map(node => (
            <li key={node.id}>
              <a
                href={nodeAddress(node.id)}
                aria-current={node.id === chosen ? 'page' : undefined}
                title={node.label}
              >
                <KindMark kind={node.kind} />
                <span>{node.entry.source_name === undefined ? node.label : node.entry.name}</span>
                {(node.health === 'bad' || node.health === 'warn') && <HealthMark health={node.health} />}
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
