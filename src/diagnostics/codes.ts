/**
 * The catalogue: every code a user can meet, with what it means in one line. Codes are stable; scripts and CI match
 * on them. A diagnostic (the project is wrong) and an operation error (something failed) draw from the same list.
 */
export const codes = {
  // configuration and usage
  'no-project': 'No sparkify.config.ts was found here or in a folder above.',
  'bad-config': 'sparkify.config.ts could not be loaded or holds a wrong value.',
  'unknown-target': 'The target is not one of those in sparkify.config.ts.',
  'bad-usage': 'A command was called with wrong arguments.',
  'bad-vars': 'The value of --vars is not YAML or JSON of the form {name: value}.',
  'report-not-writable': 'The file of --junit or --sarif cannot be written.',
  'missing-env-var': 'env_var() names an environment variable that is not set and gives no default.',
  'missing-var': 'var() names a variable that is not set and gives no default.',
  'ignored-env': 'A variable in .env is ignored.',
  // project files
  'bad-yaml': 'A properties file is not valid YAML.',
  'bad-property': 'A properties file holds an unknown key or a wrong value.',
  'duplicate-name': 'Two resources have the same name.',
  'orphan-property': 'A properties file describes something that does not exist.',
  'bad-model-config': 'config() holds an unknown key or a wrong value.',
  'bad-seed': 'A seed file could not be read.',
  'bad-module': 'A TypeScript file of the project could not be imported.',
  'reserved-name': 'The name of a model is reserved.',
  // compiling
  'bad-jinja': 'A template is not valid Jinja.',
  'unsupported-jinja': 'A template uses something of dbt that sparkify does not have.',
  'unknown-ref': 'ref() names a model or seed that does not exist.',
  'unknown-source': 'source() names a source table that is not declared.',
  'unknown-macro': 'A template calls a macro or function that does not exist.',
  'undefined-name': 'A template uses a name that is not defined.',
  'macro-failed': 'A macro raised an error.',
  'disabled-ref': 'ref() names a model that is disabled.',
  cycle: 'Models depend on each other in a circle.',
  // checking
  'bad-sql': 'DuckDB refuses the SQL of a model or test.',
  'unknown-column': 'A query names a column that does not exist.',
  'unknown-function': 'A query calls a function that does not exist.',
  'unknown-relation': 'A query names a table that is neither a ref nor a source.',
  'type-clash': 'A query mixes types that do not fit.',
  'ambiguous-column': 'A column name fits several tables, or a query returns it twice.',
  'contract-broken': 'A model does not have the columns or types it declares.',
  'unknown-partition-column': 'partition_by names a column that the model does not have.',
  'inexact-type': 'A published column has a type that Parquet cannot hold exactly.',
  'unknown-test': 'A data test has a name that does not exist.',
  'bad-test-argument': 'A data test has a wrong argument.',
  'undeclared-column': 'A properties file describes a column that the model does not have.',
  // selection
  'bad-selection': 'A selector is not of the form [method:]value with graph operators.',
  'nothing-selected': 'The selection matches nothing.',
  // reading sources
  'missing-folder': 'The folder of a source does not exist.',
  'no-files': 'No file matches the location of a source.',
  'unreadable-file': 'A file of a source could not be read.',
  'bad-record': 'A record of a source is malformed or does not fit its declared types.',
  'undeclared-key': 'Records of a source hold a key that it does not declare.',
  // running
  'query-failed': 'A query failed while it ran.',
  'missing-parent': 'A parent that is not selected was never built.',
  'out-of-disk': 'The disk is full.',
  'out-of-memory': 'The memory limit was reached and nothing more could be spilled.',
  'bad-partition-value': 'A partition column holds a value that no path can hold.',
  interrupted: 'The run was interrupted.',
  'target-not-writable': 'The target folder, where everything generated goes, cannot be written.',
  // the lake
  'lake-not-writable': 'The lake folder cannot be written.',
  'lake-too-new': 'The lake was written by a newer version of sparkify.',
  'lake-damaged': 'A document of the lake is missing or cannot be read.',
  'lake-foreign': 'The lake belongs to another project.',
  'foreign-files': 'A folder of the lake holds files that no release wrote.',
  'lake-moved': 'Another build changed a table that this one reads or writes.',
  'lake-locked': 'Another process holds the lock of the lake.',
  'undecided-publish': 'The store gave no clear answer when a release was published.',
  'schema-changed': 'Old files of a table cannot be read with its new columns.',
  'lost-candidate': 'Another process took this build over or removed it.',
  'no-conditional-writes': 'The store ignores conditional writes.',
  'unknown-release': 'The lake has no release of that id.',
  'nothing-published': 'The lake has no release yet.',
  'orphan-table': 'The lake holds a table that no model or seed of the project publishes any more.',
} as const satisfies Record<string, string>;

export type DiagnosticCode = keyof typeof codes;
