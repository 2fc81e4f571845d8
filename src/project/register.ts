/**
 * What the generated file of types adds to: `declare module 'sparkify' { interface Register { database: Database } }`.
 * So models and readers know every table of the project without naming its types.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the generated file fills it.
export interface Register {}

/** The tables of the project, by name; any table with any columns before types were generated. */
// biome-ignore lint/suspicious/noExplicitAny: that is what Kysely takes for "not typed".
export type RegisteredDatabase = Register extends { readonly database: infer Tables } ? Tables : any;
