/**
 * What the generated file of types adds to:
 * `declare module 'sparkify' { interface Register { database: Database; published: Published } }`.
 * So models and readers know every table of the project without naming its types.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the generated file fills it.
export interface Register {}

/** The tables that are published, by name; any table with any columns before types were generated. */
// biome-ignore lint/suspicious/noExplicitAny: that is what Kysely takes for "not typed".
export type RegisteredTables = Register extends { readonly published: infer Tables } ? Tables : any;

/** The same of all tables, views and sources among them, which models read. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
export type RegisteredDatabase = Register extends { readonly database: infer Tables } ? Tables : any;
