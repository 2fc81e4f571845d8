import test from 'ava';
import fc from 'fast-check';
import { renderErDiagram } from '../../src/deploy/er-diagram.ts';
import { repository, runSparkify } from '../helpers/cli-project.ts';
import { installMermaid } from './install-mermaid.ts';

const mermaid = await installMermaid();
const because = mermaid === undefined ? ' [skipped: Mermaid cannot be installed]' : '';
const withMermaid = mermaid === undefined ? test.skip : test.serial;

async function read(text: string) {
  const { diagramType } = await mermaid!.parse(text);
  if (diagramType !== 'er') throw new Error(`read as ${diagramType}`);
  return (await mermaid!.mermaidAPI.getDiagramFromText(text)).db;
}

withMermaid(`Mermaid reads the diagram of the reference project${because}`, async t => {
  const { stdout, exitCode } = await runSparkify(['export', 'diagram'], repository).ended;
  t.is(exitCode, 0);
  const diagram = await read(stdout);
  for (const table of ['users', 'songs', 'artists', 'time', 'songplays'])
    t.true(diagram.getEntities().has(table), table);
  t.true(diagram.getRelationships().length >= 3);
});

/** Words of Mermaid's own, and marks that mean something to it. */
const traps = [
  ...[
    'end',
    'class',
    'style',
    'title',
    'subgraph',
    'erDiagram',
    'one',
    'many',
    'only one',
    'u',
    'to',
    '1',
    'zero or one',
  ],
  ...[
    'PK',
    'uk',
    'pk-id',
    'fké',
    'direction TB',
    'a direction lr b',
    'accTitle: x',
    '%%',
    '%%{init: {}}%%',
    '---',
  ],
  ...[
    'x"y',
    'back\\slash',
    '#35;',
    '<b>',
    '&amp;',
    'o{',
    '}',
    '`x`',
    '¹',
    'ª',
    'ß',
    '日本',
    '🎵',
    '__proto__',
    'a__b',
  ],
];
const name = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom(...traps),
);
const types = [
  'INTEGER',
  'DECIMAL(9,2)',
  'STRUCT(a INTEGER, "b c" VARCHAR[])',
  'TIMESTAMP WITH TIME ZONE',
  "ENUM('a')",
];
const tables = fc.uniqueArray(
  fc.record({
    name,
    columns: fc.array(
      fc.record({
        name,
        type: fc.constantFrom(...types),
        keys: fc.subarray(['PK' as const, 'FK' as const, 'UK' as const]),
        description: fc.oneof(fc.constant(''), name, fc.string({ unit: 'grapheme', maxLength: 120 })),
      }),
      { maxLength: 4 },
    ),
  }),
  // What differs in marks only that Mermaid does not take is one table to it.
  { selector: table => table.name.replaceAll(/[^\p{L}\p{N}]/gu, ''), minLength: 1, maxLength: 4 },
);
const lines = fc.array(
  fc.record({
    ...{ from: fc.nat(), to: fc.nat(), columns: fc.array(name, { minLength: 1, maxLength: 2 }) },
    ...{ required: fc.boolean(), unique: fc.boolean() },
  }),
  { maxLength: 4 },
);

withMermaid(
  `Mermaid reads every table, column and reference, whatever they are called${because}`,
  async t => {
    await fc.assert(
      fc.asyncProperty(tables, lines, async (made, drawn) => {
        const at = (place: number) => made[place % made.length]!.name;
        const references = drawn.map(line => ({ ...line, from: at(line.from), to: at(line.to) }));
        const text = renderErDiagram({ tables: made, references });
        const diagram = await read(text);
        const entities = [...diagram.getEntities().values()];
        t.is(entities.length, made.length, text);
        const columns = entities.reduce((sum, { attributes }) => sum + attributes.length, 0);
        t.is(
          columns,
          made.reduce((sum, table) => sum + table.columns.length, 0),
          text,
        );
        t.is(diagram.getRelationships().length, references.length, text);
      }),
      { numRuns: 300 },
    );
  },
);
