import { createHash } from 'node:crypto';
import type { SyntaxNode } from '../syntax/syntax-node.ts';
import type { EmptyTable, Parser, SchemaReader } from './schema-reader.ts';

/** What one check found of a project, for the next one of the same project: most queries and tables are still the same. */
export class CheckMemory {
  #previous = new Map<string, Promise<unknown>>();
  #current = new Map<string, Promise<unknown>>();

  /** Begins a check. What the one before did not ask for is forgotten. */
  nextRound(): void {
    this.#previous = this.#current;
    this.#current = new Map();
  }

  /** Lets go of everything. */
  forget(): void {
    this.#previous.clear();
    this.#current.clear();
  }

  /** What is known under a key, or else what `find` finds. A failure is not kept. */
  recall<T>(key: string, find: () => Promise<T>): Promise<T> {
    const known = this.#current.get(key) ?? this.#previous.get(key) ?? find();
    this.#current.set(key, known);
    known.catch(() => this.#current.delete(key));
    return known as Promise<T>;
  }

  has(key: string): boolean {
    return this.#current.has(key) || this.#previous.has(key);
  }
}

/**
 * A reader that asks again only what may have another answer. How a query binds follows from its text and from all that was
 * defined before it; what the parser makes of it, from its text alone. Tables are made when the first query is bound that may read
 * them, all of them at once: often there is none.
 */
export function rememberingReader(reader: SchemaReader, memory: CheckMemory): SchemaReader {
  let defined = '';
  const define = (what: unknown) => {
    defined = createHash('sha256')
      .update(defined)
      .update(JSON.stringify(what) ?? '')
      .digest('hex');
  };
  const missing: EmptyTable[] = [];
  let made: Promise<void> = Promise.resolve();
  const makeTables = () => {
    made = made.then(async () => {
      const tables = missing.splice(0);
      if (tables.length > 0) await reader.createTables(tables);
    });
    return made;
  };
  return {
    ...reader,
    ...rememberingParser(reader, memory),
    async createTables(tables) {
      define(tables);
      missing.push(...tables);
    },
    async define(sql) {
      define(sql);
      await makeTables();
      return reader.define(sql);
    },
    describe: sql =>
      memory.recall(`describe ${defined} ${sql}`, async () => {
        await makeTables();
        return reader.describe(sql);
      }),
    tablesIn: sql => memory.recall(`tables ${sql}`, () => reader.tablesIn(sql)),
  };
}

/** The part of it that needs no tables. */
export function rememberingParser(parser: Parser, memory: CheckMemory): Parser {
  return {
    syntaxTrees(queries, options) {
      const key = (sql: string) => `tree ${JSON.stringify(options ?? {})} ${sql}`;
      const missing = [...new Set(queries.filter(sql => !memory.has(key(sql))))];
      const found = missing.length === 0 ? undefined : parser.syntaxTrees(missing, options);
      const places = new Map(missing.map((sql, index) => [sql, index]));
      const treeOf = async (sql: string): Promise<SyntaxNode | undefined> =>
        (await found)?.[places.get(sql)!];
      return Promise.all(queries.map(sql => memory.recall(key(sql), () => treeOf(sql))));
    },
  };
}
