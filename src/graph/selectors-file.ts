import { LineCounter, parseDocument } from 'yaml';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { Criteria } from './criteria.ts';
import { DefinitionParser, type Place } from './selector-definition.ts';

/** The file's name, in the project folder. */
export const SELECTORS_FILE = 'selectors.yml';

/** A selection with a name. */
export interface NamedSelector {
  readonly name: string;
  readonly description: string;
  /** Whether it stands in for a missing `--select`. */
  readonly isDefault: boolean;
  readonly criteria: Criteria;
  /** As it is written. */
  readonly definition: unknown;
  readonly at: SourcePosition;
}

export interface SelectorsFile {
  readonly selectors: ReadonlyMap<string, NamedSelector>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses dbt's `selectors.yml`. What is wrong in it is a diagnostic at its place. */
export function parseSelectorsFile(text: string): SelectorsFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, logLevel: 'error' });
  const at = (offset = 0): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file: SELECTORS_FILE, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const broken = document.errors.map(error =>
    errorDiagnostic('bad-yaml', `${SELECTORS_FILE} is not valid YAML: ${error.message}`, {
      at: at(error.pos[0]),
      hint: 'Check the indentation, and put texts that hold a colon in quotes.',
    }),
  );
  if (broken.length > 0) return { selectors: new Map(), diagnostics: broken };
  const place: Place = path => {
    const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    const range = (node as { readonly range?: readonly [number, ...number[]] } | null | undefined)?.range;
    return at(range?.[0]);
  };
  return readSelectors(plain(document), place);
}

/** An alias without its anchor throws; so does a bomb of aliases. */
function plain(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return error as Error;
  }
}

function readSelectors(value: unknown, place: Place): SelectorsFile {
  const diagnostics: Diagnostic[] = [];
  const refuse = (message: string, at: SourcePosition, hint: string) =>
    diagnostics.push(errorDiagnostic('bad-selection', message, { at, hint }));
  const selectors = new Map<string, NamedSelector>();
  const list = (value as { readonly selectors?: unknown } | null)?.selectors;
  if (!Array.isArray(list)) {
    const why = value instanceof Error ? value.message : 'it has no list "selectors:"';
    refuse(`${SELECTORS_FILE} cannot be read: ${why}.`, place([]), 'Write selectors: and a list below it.');
    return { selectors, diagnostics };
  }
  for (const [index, entry] of (list as readonly unknown[]).entries()) {
    const at = place(['selectors', index]);
    const { name, description = '', default: isDefault = false, definition } = Object(entry);
    if (typeof name !== 'string' || definition === undefined) {
      refuse(
        `An entry of ${SELECTORS_FILE} has no name or no definition.`,
        at,
        'Write name: and definition:.',
      );
    } else if (selectors.has(name)) {
      refuse(`There are two selectors "${name}".`, at, 'Rename one of the two.');
    } else if (typeof isDefault !== 'boolean') {
      refuse(`"default" of the selector "${name}" is not true or false.`, at, 'Write default: true.');
    } else {
      const parser = new DefinitionParser(name, place);
      const criteria = parser.parse(definition, ['selectors', index, 'definition']);
      diagnostics.push(...parser.diagnostics);
      selectors.set(name, { name, description: String(description), isDefault, criteria, definition, at });
    }
  }
  const [first, second] = [...selectors.values()].filter(({ isDefault }) => isDefault);
  if (first !== undefined && second !== undefined) {
    const message = `Both "${first.name}" and "${second.name}" are the default selector.`;
    refuse(message, second.at, 'Leave default: true at one of them.');
  }
  return { selectors, diagnostics };
}
