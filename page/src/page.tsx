import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { documentOf } from './data/documents.ts';
import { problem } from './data/events.ts';
import { Sidebar, type View } from './parts/sidebar.tsx';
import { buildProject, type PageProject } from './project/project.ts';
import { route } from './route.ts';
import { LineageView } from './views/lineage.tsx';
import { Missing, NodeView } from './views/node.tsx';
import { Overview } from './views/overview.tsx';
import { RunsView } from './views/runs.tsx';
import { SchemaView } from './views/schema.tsx';

interface PageView extends View {
  readonly render: (project: PageProject, path: readonly string[]) => ComponentChildren;
}

const views: readonly PageView[] = [
  { name: '', title: 'Overview', render: project => <Overview project={project} /> },
  { name: 'schema', title: 'Tables and keys', render: project => <SchemaView project={project} /> },
  { name: 'runs', title: 'Runs', render: project => <RunsView project={project} /> },
];

/** What is no entry of the menu. */
const otherViews: ReadonlyMap<string, PageView['render']> = new Map([
  ['node', (project: PageProject, [id = '']: readonly string[]) => <NodeView project={project} id={id} />],
  [
    'lineage',
    (project: PageProject, [id = '', column = '']: readonly string[]) => (
      <LineageView {...{ project, id, column }} />
    ),
  ],
]);

/** All of the page. */
export function Page() {
  const project = useMemo(loadProject, []);
  if (project === undefined) return <NoData />;
  return <Shell project={project} />;
}

function Shell({ project }: { readonly project: PageProject }) {
  const [name = '', ...path] = route.value.path;
  const view = views.find(each => each.name === name)?.render ?? otherViews.get(name);
  const place = route.value.path.join('/');
  useEffect(() => {
    document.title = [project.nodes.get(path[0] ?? '')?.label, project.name].filter(Boolean).join(' · ');
    document.querySelector('main')?.scrollTo(0, 0);
    scrollTo(0, 0);
  }, [place]);
  return (
    <div class="page">
      <a class="skip" href="#main" onClick={skipToMain}>
        To the content
      </a>
      <Sidebar project={project} views={views} />
      <main id="main" tabIndex={-1}>
        {problem.value !== undefined && (
          <p class="problem" role="status">
            The project has an error, so this is the page as it was before: {problem.value}
          </p>
        )}
        {view === undefined ? <Missing id={place} /> : view(project, path)}
      </main>
    </div>
  );
}

/** A plain link would change the address, which says what is shown. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function loadProject(): PageProject | undefined {
  const manifest = documentOf('manifest');
  const page = documentOf('page');
  if (manifest === undefined || page === undefined) return undefined;
  return buildProject({
    ...{ manifest, page },
    catalog: documentOf('catalog') ?? null,
    'run-results': documentOf('run-results') ?? null,
    sources: documentOf('sources') ?? null,
    lineage: documentOf('lineage') ?? null,
    diagram: documentOf('diagram') ?? { tables: [], references: [] },
    'failing-rows': documentOf('failing-rows') ?? null,
  });
}

function NoData() {
  return (
    <main class="missing">
      <h1>The data of this page are missing</h1>
      <p>
        It needs the folder <code>data</code> beside it. <code>sparkify docs generate</code> writes both.
      </p>
    </main>
  );
}
