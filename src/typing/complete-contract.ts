import { isAlias, isScalar, parseDocument, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Column } from '../columns/column.ts';
import {
  columnOf,
  dashColumn,
  endOf,
  type Insertion,
  insertAll,
  linesBelow,
  mapAt,
  pairOf,
  seqAt,
} from './yaml-places.ts';

/** A model and the columns that its query has. */
export interface ContractModel {
  readonly name: string;
  readonly columns: readonly Column[];
}

export interface CompletedContract {
  /** The file with what was missing; the same text when nothing was. */
  readonly text: string;
  readonly columnsAdded: number;
  readonly typesAdded: number;
}

/**
 * Adds to a properties file the columns and types of a model that it does not say yet. Everything that is there stays as it
 * is, to the letter: what is new is put between it.
 *
 * @param text of the file; empty for a new one.
 * @returns undefined when it cannot be done so, as when the columns are an alias of what another model declares.
 */
export function completeContract(text: string, model: ContractModel): CompletedContract | undefined {
  const document = parseDocument(text, { merge: true, logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  const before: unknown = document.toJS();
  const edits = new Edits(text);
  edits.file(document.contents, model, before);
  const completed = insertAll(text, edits.insertions);
  const { columnsAdded, typesAdded } = edits;
  return isComplete(completed, before, model) ? { text: completed, columnsAdded, typesAdded } : undefined;
}

interface PlainColumn {
  readonly name?: unknown;
  readonly data_type?: unknown;
}

interface PlainModel {
  readonly name?: unknown;
  readonly columns?: readonly PlainColumn[] | null;
}

class Edits {
  readonly insertions: Insertion[] = [];
  columnsAdded = 0;
  typesAdded = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  file(contents: unknown, model: ContractModel, plain: unknown): void {
    const root = mapAt(contents);
    const list = seqAt(root && pairOf(root, 'models')?.value);
    const index = plainModels(plain).findIndex(({ name }) => name === model.name);
    const entry = index === -1 ? undefined : mapAt(list?.items[index]);
    if (entry !== undefined) this.#model(entry, model, plainModels(plain)[index]!);
    else if (index === -1) this.#newModel(root, list, model);
  }

  #newModel(root: YAMLMap | undefined, list: YAMLSeq | undefined, model: ContractModel): void {
    const models = root && pairOf(root, 'models');
    const lines = modelLines(model, 2);
    this.columnsAdded = model.columns.length;
    if (list !== undefined && list.items.length > 0) this.#append(list, [modelFields(model)]);
    else if (models !== undefined) this.#below(endOf(models.key) ?? 0, lines);
    else if (root === undefined) this.insertions.push(newFile(this.#text, lines));
    else this.#below(endOf(root) ?? this.#text.length, ['', 'models:', ...lines]);
  }

  #model(entry: YAMLMap, { columns }: ContractModel, plain: PlainModel): void {
    const declared = plain.columns ?? [];
    const list = seqAt(pairOf(entry, 'columns')?.value);
    for (const [index, item] of (list?.items ?? []).entries()) {
      const type = columns.find(({ name }) => sameName(name, declared[index]?.name))?.type;
      if (type !== undefined && declared[index]?.data_type == null) this.#type(mapAt(item), type);
    }
    const missing = columns.filter(column => findPlain(declared, column.name) === undefined);
    if (missing.length > 0) this.#columns(entry, list, missing);
  }

  #columns(entry: YAMLMap, list: YAMLSeq | undefined, missing: readonly Column[]): void {
    const pair = pairOf(entry, 'columns');
    const indent = entry.items[0] === undefined ? 4 : columnOf(this.#text, startOf(entry.items[0].key));
    const lines = missing.flatMap(column => fieldLines(columnFields(column), indent + 2));
    this.columnsAdded += missing.length;
    if (list !== undefined && (list.flow || list.items.length > 0))
      this.#append(list, missing.map(columnFields));
    else if (isAlias(pair?.value)) this.columnsAdded = 0;
    else if (pair !== undefined) this.#below(endOf(pair.key) ?? 0, lines);
    else if (entry.flow) this.#inFlow(entry, `columns: [${missing.map(flowColumn).join(', ')}]`);
    else this.#below(endOf(entry) ?? 0, [`${' '.repeat(indent)}columns:`, ...lines]);
  }

  #type(column: YAMLMap | undefined, type: string): void {
    const name = column && pairOf(column, 'name');
    const end = endOf(name);
    if (column === undefined || name === undefined || end === undefined) return;
    this.typesAdded++;
    const empty = pairOf(column, 'data_type');
    if (empty !== undefined) {
      // `data_type:` with nothing after it.
      this.insertions.push({ offset: (endOf(empty.key) ?? 0) + 1, text: ` ${scalar(type, column.flow)}` });
    } else if (column.flow) {
      this.insertions.push({ offset: end, text: `, data_type: ${scalar(type, true)}` });
    } else {
      const indent = ' '.repeat(columnOf(this.#text, startOf(name.key)));
      this.#below(end, [`${indent}data_type: ${scalar(type)}`]);
    }
  }

  /** Entries at the end of a list. */
  #append(list: YAMLSeq, entries: readonly Fields[]): void {
    const indent = dashColumn(this.#text, list) ?? 0;
    if (list.flow) this.#inFlow(list, entries.map(flowText).join(', '));
    else
      this.#below(
        endOf(list) ?? 0,
        entries.flatMap(entry => fieldLines(entry, indent)),
      );
  }

  #inFlow(collection: YAMLMap | YAMLSeq, text: string): void {
    const last = endOf(collection.items.at(-1));
    if (last !== undefined) this.insertions.push({ offset: last, text: `, ${text}` });
    else this.insertions.push({ offset: (collection.range?.[1] ?? 1) - 1, text });
  }

  #below(end: number, lines: readonly string[]): void {
    this.insertions.push(linesBelow(this.#text, end, lines));
  }
}

/** An entry of a list: its keys, each with text or with entries of its own. */
type Fields = readonly (readonly [key: string, value: string | readonly Fields[]])[];

function columnFields({ name, type }: Column): Fields {
  return [
    ['name', name],
    ['data_type', type],
  ];
}

function modelFields({ name, columns }: ContractModel): Fields {
  return [
    ['name', name],
    ['columns', columns.map(columnFields)],
  ];
}

function modelLines(model: ContractModel, indent: number): readonly string[] {
  return fieldLines(modelFields(model), indent);
}

function fieldLines(fields: Fields, indent: number): readonly string[] {
  return fields.flatMap(([key, value], index) => {
    const lead = `${' '.repeat(indent)}${index === 0 ? '- ' : '  '}${key}:`;
    if (typeof value === 'string') return [`${lead} ${scalar(value)}`];
    return [lead, ...value.flatMap(inner => fieldLines(inner, indent + 4))];
  });
}

function flowText(fields: Fields): string {
  const parts = fields.map(
    ([key, value]) =>
      `${key}: ${typeof value === 'string' ? scalar(value, true) : `[${value.map(flowText).join(', ')}]`}`,
  );
  return `{ ${parts.join(', ')} }`;
}

function flowColumn(column: Column): string {
  return flowText(columnFields(column));
}

/** A text as YAML; inside of brackets commas and brackets need quotes. */
function scalar(text: string, inFlow = false): string {
  const plain = stringify(text, { lineWidth: 0 }).trimEnd();
  if (plain.includes('\n')) return JSON.stringify(text);
  return inFlow && plain === text && /[,[\]{}]/.test(text) ? JSON.stringify(text) : plain;
}

function newFile(text: string, lines: readonly string[]): Insertion {
  const head = text === '' || text.endsWith('\n') ? '' : '\n';
  return { offset: text.length, text: `${head}${['version: 2', '', 'models:', ...lines].join('\n')}\n` };
}

function startOf(node: unknown): number {
  return isScalar(node) ? (node.range?.[0] ?? 0) : 0;
}

function plainModels(plain: unknown): readonly PlainModel[] {
  const models = (plain as { readonly models?: unknown } | null)?.models;
  return Array.isArray(models) ? models : [];
}

function findPlain(columns: readonly PlainColumn[], name: string): PlainColumn | undefined {
  return columns.find(column => sameName(name, column.name));
}

/** DuckDB takes column names without regard to case. */
function sameName(name: string, other: unknown): boolean {
  return name.toLowerCase() === String(other).toLowerCase();
}

/** Whether the file says all it said before, word for word, and now every column and type as well. */
function isComplete(text: string, before: unknown, model: ContractModel): boolean {
  const document = parseDocument(text, { merge: true, logLevel: 'silent' });
  if (document.errors.length > 0) return false;
  const after: unknown = document.toJS();
  const own = plainModels(after).filter(({ name }) => name === model.name);
  const columns = own[0]?.columns ?? [];
  const isWhole = model.columns.every(({ name }) => findPlain(columns, name)?.data_type != null);
  return own.length === 1 && isWhole && isWithin(before, after);
}

/** Whether everything in `before` is at its place in `after`. */
function isWithin(before: unknown, after: unknown): boolean {
  if (before === null) return true;
  if (Array.isArray(before)) {
    return Array.isArray(after) && before.every((item, index) => isWithin(item, after[index]));
  }
  if (typeof before === 'object') {
    const there = after as Readonly<Record<string, unknown>> | null;
    return (
      typeof there === 'object' &&
      Object.entries(before).every(([key, value]) => isWithin(value, there?.[key]))
    );
  }
  return Object.is(before, after);
}
