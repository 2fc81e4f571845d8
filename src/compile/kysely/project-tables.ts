import { TableNode } from 'kysely';
import { MODEL_SCHEMA } from '../../columns/relation.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { type Diagnostic, errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../../diagnostics/position.ts';
import type { ReadAs, Reference } from '../compiled-project.ts';
import type { NamedRelation, ResourceNames } from '../resource-names.ts';
import type { NamedByQuery } from './resolve-tables.ts';

/** Finds the models, seeds and sources that a query names, and notes them down. */
export class ProjectTables {
  readonly references: Reference[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #names: ResourceNames;
  readonly #placeOf: (name: string) => SourcePosition;
  readonly #readAs: ReadAs;

  /**
   * @param placeOf where the model writes a name
   * @param readAs what is read in place of a table
   */
  constructor(
    names: ResourceNames,
    placeOf: (name: string) => SourcePosition,
    readAs: ReadAs = (_, relation) => relation,
  ) {
    this.#names = names;
    this.#placeOf = placeOf;
    this.#readAs = readAs;
  }

  /** The table under the name that it has in SQL; undefined, after saying so, when there is none. */
  resolve(named: NamedByQuery): TableNode | undefined {
    const found = this.#find(named);
    if (found !== undefined) {
      this.references.push({ uniqueId: found.uniqueId, at: this.#placeOf(writtenName(named)) });
      const { schema, name } = this.#readAs(found.uniqueId, found.relation);
      return TableNode.createWithSchema(schema, name);
    }
    // In text it may be an alias; if it is not, binding tells.
    if (named.schema !== undefined || !named.inText) this.#report(named);
    return undefined;
  }

  /** Whether what is read in place of a table has another name. */
  isRenamed(named: Pick<NamedByQuery, 'schema' | 'name'>): boolean {
    const found = this.#find(named);
    return found !== undefined && this.#readAs(found.uniqueId, found.relation).name !== found.relation.name;
  }

  #find({ schema, name }: Pick<NamedByQuery, 'schema' | 'name'>): NamedRelation | undefined {
    const { refs, sources } = this.#names;
    if (schema === undefined || schema === MODEL_SCHEMA) return refs.get(name);
    // A model may have a dot in its name, which the builder takes for a schema.
    return sources.get(schema)?.get(name) ?? refs.get(`${schema}.${name}`);
  }

  #report({ schema, name }: NamedByQuery): void {
    const { refs, sources } = this.#names;
    const ofSources = [...sources].flatMap(([source, tables]) =>
      [...tables.keys()].map(key => `${source}.${key}`),
    );
    const written = writtenName({ schema, name });
    const isSource = schema !== undefined && sources.has(schema);
    const code: DiagnosticCode = isSource ? 'unknown-source' : 'unknown-ref';
    const message = isSource
      ? `The query names "${written}", which no properties file declares as a source.`
      : `The query names "${written}", which is neither a model, a seed nor a source.`;
    const sameName = ofSources.find(key => key.endsWith(`.${name}`));
    const otherwise =
      sameName === undefined ? 'Add the model or seed, or correct the name.' : `Did you mean "${sameName}"?`;
    const hint = didYouMean(written, [...refs.keys(), ...ofSources], otherwise)!;
    this.diagnostics.push(errorDiagnostic(code, message, { at: this.#placeOf(written), hint }));
  }
}

function writtenName({ schema, name }: Pick<NamedByQuery, 'schema' | 'name'>): string {
  return schema === undefined ? name : `${schema}.${name}`;
}
