import test from 'ava';
import { readSourceFiles, type SourceFile } from '../helpers/source-tree.ts';

interface Room {
  /** Rooms that it may import, besides itself. */
  readonly imports: readonly string[];
  /** Rooms of which it may import types only: their interfaces, or the data they hand over. */
  readonly types?: readonly string[];
}

/** Lowest first. */
const order = [
  ...['diagnostics', 'columns', 'syntax', 'config', 'project', 'compile', 'graph', 'testing', 'check'],
  'storage',
  ...['release', 'source', 'engines', 'run', 'artifacts', 'typing', 'deploy'],
];
const through = (last: string) => order.slice(0, order.indexOf(last) + 1);

const lowerRooms: Readonly<Record<string, Room>> = {
  diagnostics: { imports: [] },
  columns: { imports: ['diagnostics'] },
  syntax: { imports: ['columns'] },
  config: { imports: through('columns') },
  project: { imports: through('config') },
  compile: { imports: through('project') },
  graph: { imports: ['diagnostics', 'columns', 'compile'] },
  testing: { imports: through('graph') },
  check: { imports: through('testing') },
  storage: { imports: through('config') },
  release: { imports: [...through('config'), 'storage'] },
  source: { imports: [...through('project'), 'storage', 'release'] },
  engines: { imports: [...through('config'), 'storage', 'release', 'source'], types: ['compile', 'check'] },
  run: { imports: through('engines') },
  artifacts: { imports: through('release'), types: ['run'] },
  typing: { imports: [...through('release'), 'engines'] },
  deploy: { imports: [...through('release'), 'artifacts'] },
};
/** `src/sparkify.ts` is the line of calls through all rooms; `src/index.ts` is the library's face. */
const rooms: Readonly<Record<string, Room>> = {
  ...lowerRooms,
  'sparkify.ts': { imports: Object.keys(lowerRooms) },
  'index.ts': { imports: [...Object.keys(lowerRooms), 'sparkify.ts'] },
  cli: { imports: [...Object.keys(lowerRooms), 'sparkify.ts', 'index.ts'] },
};

const files = readSourceFiles();

test('every file lies in a room', t => {
  const homeless = files.filter(file => rooms[roomOf(file.path)] === undefined).map(file => file.path);
  t.deepEqual(homeless, [], `Move them to one of: ${Object.keys(lowerRooms).join(', ')}, cli.`);
});

test('imports go to the rooms below only', t => {
  const wrong = files.flatMap(file =>
    file.imports.flatMap(({ target, typeOnly }) => refuseImport(file.path, target, typeOnly) ?? []),
  );
  t.deepEqual(wrong, []);
});

test('the refusal of an import says where the code belongs', t => {
  t.is(
    refuseImport('src/graph/select.ts', 'src/run/plan-run.ts', true),
    'src/graph/select.ts imports src/run/plan-run.ts: what graph needs of run belongs in graph, or in compile.',
  );
  t.is(refuseImport('src/engines/session.ts', 'src/check/schema-reader.ts', true), undefined);
  t.is(
    refuseImport('src/engines/session.ts', 'src/check/schema-reader.ts', false),
    'src/engines/session.ts imports src/check/schema-reader.ts at runtime: engines may import only types of check.',
  );
});

test('no file imports itself at runtime, by whatever way round', t => {
  t.deepEqual(findCycles(files), []);
});

test('only cli/ prints and ends the process', t => {
  const wrong = files
    .filter(file => roomOf(file.path) !== 'cli')
    .filter(file => /\bconsole\s*\.|\bprocess\s*\.\s*(exit|stdout|stderr)/.test(file.code))
    .map(file => `${file.path}: emit an event or throw a SparkifyError; cli/ prints and exits.`);
  t.deepEqual(wrong, []);
});

test('src/sparkify.ts is a line of calls that can be read at one go', t => {
  const line = files.find(file => file.path === 'src/sparkify.ts');
  t.true(line !== undefined && line.lines <= 150, 'Move what it does into the room that it belongs to.');
});

test('a circle of imports is found', t => {
  const file = (path: string, target: string, typeOnly = false): SourceFile => ({
    ...{ path, lines: 1, code: '' },
    imports: [{ target, typeOnly }],
  });
  t.deepEqual(findCycles([file('a', 'b'), file('b', 'c'), file('c', 'b')]), ['b -> c -> b']);
  t.deepEqual(findCycles([file('a', 'b'), file('b', 'a', true)]), []);
});

test('no file is longer than 300 lines', t => {
  const long = files
    .filter(file => file.lines > 300)
    .map(file => `${file.path}: ${file.lines} lines; cut it.`);
  t.deepEqual(long, []);
});

function roomOf(path: string): string {
  return path.split('/')[1]!;
}

function refuseImport(path: string, target: string, typeOnly: boolean): string | undefined {
  const [from, to] = [roomOf(path), roomOf(target)];
  const room = rooms[from];
  if (room === undefined || from === to || room.imports.includes(to)) return undefined;
  if (room.types?.includes(to)) {
    return typeOnly
      ? undefined
      : `${path} imports ${target} at runtime: ${from} may import only types of ${to}.`;
  }
  const places = [from, sharedRoom(from, to)].filter(place => place !== undefined);
  return `${path} imports ${target}: what ${from} needs of ${to} belongs in ${places.join(', or in ')}.`;
}

/** The highest room that both may import. */
function sharedRoom(from: string, to: string): string | undefined {
  return order.findLast(room => rooms[from]?.imports.includes(room) && rooms[to]?.imports.includes(room));
}

/** One path for every file from which a runtime import leads back to it and that no path before names. */
function findCycles(sources: readonly SourceFile[]): readonly string[] {
  const edges = new Map(
    sources.map(file => [file.path, file.imports.filter(each => !each.typeOnly).map(each => each.target)]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (trail.includes(path) || done.has(path)) return;
    for (const target of edges.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return cycles;
}
