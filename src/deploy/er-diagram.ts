/** A table of the diagram. */
export interface DiagramTable {
  readonly name: string;
  readonly columns: readonly DiagramColumn[];
}

export interface DiagramColumn {
  readonly name: string;
  /** A DuckDB type. */
  readonly type: string;
  readonly keys: readonly ('PK' | 'FK' | 'UK')[];
  readonly description: string;
}

/** Rows of `from` that name a row of `to`. */
export interface DiagramReference {
  readonly from: string;
  readonly to: string;
  /** The columns of `from`. */
  readonly columns: readonly string[];
  /** Whether every row of `from` names one, i.e. the columns hold no NULL. */
  readonly required: boolean;
  /** Whether no two rows of `from` name the same one. */
  readonly unique: boolean;
}

export interface Diagram {
  readonly tables: readonly DiagramTable[];
  readonly references: readonly DiagramReference[];
}

const COMMENT_LENGTH = 80;

/**
 * An entity-relationship diagram as Mermaid reads it, which GitHub and many other pages draw.
 *
 * @see https://mermaid.js.org/syntax/entityRelationshipDiagram.html
 * @example renderErDiagram({ tables: [{ name: 'users', columns: [] }], references: [] })
 */
export function renderErDiagram({ tables, references }: Diagram): string {
  const lines = ['erDiagram', ...tables.flatMap(renderTable), ...references.map(renderReference)];
  return `${lines.join('\n')}\n`;
}

function renderTable({ name, columns }: DiagramTable): readonly string[] {
  if (columns.length === 0) return [`  ${entity(name)} {`, '  }'];
  return [`  ${entity(name)} {`, ...columns.map(renderColumn), '  }'];
}

function renderColumn({ name, type, keys, description }: DiagramColumn): string {
  const comment = firstSentence(description);
  const parts = [word(type), word(name), keys.join(', '), comment === '' ? '' : quoted(comment)];
  return `    ${parts.filter(part => part !== '').join(' ')}`;
}

/** Crow's feet: `||` exactly one, `|o` at most one, `o{` any number, `o|` at most one on the other side. */
function renderReference({ from, to, columns, required, unique }: DiagramReference): string {
  const line = `${required ? '||' : '|o'}--${unique ? 'o|' : 'o{'}`;
  return `  ${entity(to)} ${line} ${entity(from)} : ${quoted(columns.join(', '))}`;
}

/**
 * Mermaid takes ASCII letters, digits, `-` and `_`, and letters from À on, for a type or a column, beginning with a letter
 * and not with the word for a key.
 */
function word(text: string): string {
  const plain = text.replaceAll(/(?:[^\w\u00c0-\uffff-]|[^\p{L}\p{N}_-])+/gu, '_');
  const trimmed = plain.replaceAll(/^_+(?=.)|_+$/g, '');
  return /^(?!(?:pk|fk|uk)(?!\w))\p{L}/iu.test(trimmed) ? trimmed : `c_${trimmed}`;
}

/** The name of a table, in which Mermaid takes a percent sign for a comment, and a backslash for nothing. */
function entity(name: string): string {
  return quoted(name.replaceAll(/[%\\\p{Cc}]/gu, '_'));
}

/** Mermaid knows no escape for a quotation mark in a quoted text, and takes a direction for one wherever it stands. */
function quoted(text: string): string {
  const flat = text.replaceAll('"', "'").replaceAll(/\s+/g, ' ');
  return `"${flat.replaceAll(/(direction) (?=tb|bt|rl|lr)/gi, '$1_')}"`;
}

function firstSentence(text: string): string {
  const flat = text.trim().replaceAll(/\s+/g, ' ');
  const sentence = /^.*?(?:;(?=\s)|\.(?=\s+\p{Lu}|$))/u.exec(flat)?.[0].slice(0, -1) ?? flat;
  return sentence.length <= COMMENT_LENGTH ? sentence : `${sentence.slice(0, COMMENT_LENGTH - 1)}…`;
}
