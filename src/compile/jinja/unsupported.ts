/** Names that dbt gives to templates and sparkify does not, with what to write instead. */
export const unsupportedNames: ReadonlyMap<string, string> = new Map([
  ['return', 'A Jinja macro gives back its text; write a TypeScript macro in macros/ to compute a value.'],
  ['run_query', 'Nothing is queried while compiling: put the values in vars, or join to the model in SQL.'],
  ['statement', 'Nothing is queried while compiling: put the values in vars, or join to the model in SQL.'],
  ['load_result', 'Nothing is queried while compiling: put the values in vars, or join to the model in SQL.'],
  [
    'adapter',
    'Models are written in DuckDB SQL for every target: write the SQL itself, or a macro of your own.',
  ],
  ['dbt_utils', 'Packages of dbt are not there: write the SQL itself, or a macro of your own in macros/.'],
  ['dbt', 'Write the DuckDB function itself, or a macro of your own in macros/.'],
  ['api', 'Write ref() and source(): relations are plain text here.'],
  [
    'modules',
    'Use DuckDB functions in SQL, or a TypeScript macro in macros/ for dates and regular expressions.',
  ],
  ['builtins', 'Call ref(), source() and config() directly; they cannot be replaced.'],
  ['graph', 'The graph is not visible while compiling: sparkify ls shows it.'],
  ['model', 'Write this for the relation of the model.'],
  ['schema', 'Every model is in one schema: write this or ref().'],
  ['database', 'There is one database: write this or ref().'],
  ['schemas', 'Every model is in one schema: write ref().'],
  ['flags', 'Pass what the template needs in vars.'],
  ['invocation_id', 'The same input gives the same tables: pass an id in vars if it must be in the data.'],
  ['run_started_at', 'The same input gives the same tables: pass a time in vars if it must be in the data.'],
  ['project_name', "Write the project's name itself."],
  ['dbt_version', 'Leave it out: this is not dbt.'],
  ['selected_resources', 'What is selected must not change what a model is.'],
  ['varargs', 'Name the parameters of the macro, or pass a list.'],
  ['kwargs', 'Name the parameters of the macro, or pass a dictionary.'],
  ['fromjson', 'Parse it in a TypeScript macro in macros/.'],
  ['fromyaml', 'Parse it in a TypeScript macro in macros/.'],
  ['toyaml', 'Write the filter: value | tojson.'],
  ['tojson', 'Write the filter: value | tojson.'],
  ['set', 'Write the filter: values | unique.'],
  ['zip', 'Loop over the indexes: {% for i in range(xs | length) %}.'],
  ['local_md5', 'Write md5() in SQL.'],
  ['print', 'Leave it out.'],
  ['debug', 'Write sparkify compile to see what a template gives.'],
  ['self', 'Write a macro.'],
  ['super', 'Write a macro.'],
]);

/** Statements of dbt and Jinja that sparkify does not have, or not there. */
export const unsupportedStatements: ReadonlyMap<string, string> = new Map([
  ['snapshot', 'Move the whole block to a file in snapshots/.'],
  ['test', 'Move the whole block to a file in macros/ or in tests/generic/.'],
  ['data_test', 'Move the whole block to a file in macros/ or in tests/generic/.'],
  [
    'materialization',
    'Choose one of the materializations that exist: table, view, ephemeral, external, incremental.',
  ],
  ['docs', 'Write the description in the properties file.'],
  ['statement', 'Nothing is queried while compiling: put the values in vars, or join to the model in SQL.'],
  ['import', 'Leave it out: every macro of macros/ is known everywhere.'],
  ['from', 'Leave it out: every macro of macros/ is known everywhere.'],
  ['include', 'Write a macro in macros/ and call it.'],
  ['extends', 'Write a macro in macros/ and call it.'],
  ['block', 'Write a macro in macros/ and call it.'],
  ['autoescape', 'Leave it out: SQL is never escaped.'],
]);

/** What follows the dot where dbt has more than sparkify: the attributes that exist, and what to write. */
export const knownAttributes: ReadonlyMap<
  string,
  { readonly names: readonly string[]; readonly hint: string }
> = new Map([
  ['this', { names: [], hint: 'this is the quoted relation itself: write {{ this }}.' }],
  [
    'target',
    { names: ['name', 'type', 'lake', 'threads'], hint: 'target has name, type, lake and threads.' },
  ],
  [
    'config',
    { names: [], hint: 'A template can set its config, not read it: read var() where a value is shared.' },
  ],
  ['model', { names: ['batch'], hint: 'Write this for the relation of the model; model has batch only.' }],
  ['var', { names: [], hint: "Write var('name', none) is not none." }],
  ['ref', { names: [], hint: "Write ref('model')." }],
  [
    'exceptions',
    { names: ['raise_compiler_error'], hint: 'Write exceptions.raise_compiler_error(message).' },
  ],
]);

/** Methods that change a list or dictionary, which the engine's values do not allow. */
export const unsupportedMethods: ReadonlyMap<string, string> = new Map([
  ['append', 'Values never change: write {% set xs = xs + [x] %}, inside a loop with a namespace().'],
  ['extend', 'Values never change: write {% set xs = xs + ys %}, inside a loop with a namespace().'],
  ['insert', 'Values never change: write {% set xs = [x] + xs %}, inside a loop with a namespace().'],
  ['update', 'Values never change: write a new dictionary.'],
  ['format', "Join text with ~: 'a' ~ b."],
]);
