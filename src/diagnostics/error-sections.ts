import type { DiagnosticCode } from './codes.ts';

export interface ErrorSection {
  readonly title: string;
  /** What to do about each code, as Markdown. */
  readonly advice: Readonly<Partial<Record<DiagnosticCode, string>>>;
}

/** The catalogue in the order of the page; a test makes sure that every code stands here once. */
export const errorSections: readonly ErrorSection[] = [
  {
    title: 'Configuration and usage',
    advice: {
      'no-project': 'Change into the project, give its folder with `--project-dir`, or run `sparkify init`.',
      'bad-config': 'Correct the place that the message names. See [configuration.md](configuration.md).',
      'unknown-target': 'Give one of the targets that the message lists with `--target`.',
      'bad-usage': 'See `sparkify <command> --help`.',
      'bad-vars': 'Write it like this: `--vars \'{"source_root": "data"}\'`.',
      'nothing-to-retry': 'Run the command that the hint names. See [commands.md](commands.md#retry).',
      'no-spark':
        'Install Spark 4 and Java 17, and set SPARK_HOME, or name `spark-submit` in the target. For S3 it needs a library more. See [spark.md](spark.md).',
      'cluster-denied': 'Give the rights and roles that the hint names. See [emr.md](emr.md#rights).',
      'cluster-refused':
        'Correct what AWS names in the target: release label, roles, sizes, subnets. See [emr.md](emr.md).',
      'cluster-missing': 'Correct the id or the region of the target, or leave the id out.',
      'cluster-unreachable': 'Look at the network and the region; then run the command again.',
      'cluster-failed':
        'Read what Spark printed, in the file that the hint names; then run `sparkify retry`. See [emr.md](emr.md).',
      'cluster-left': 'Run `sparkify clusters list`, then `sparkify clusters terminate`.',
      'not-confirmed': 'Answer with "y", or give `--yes`.',
      'no-parity':
        'Run `sparkify parity` for what the build is to run, or leave `--require-parity` out. See [spark.md](spark.md#proving-it).',
      'notification-failed':
        'See whether the webhook is still right, and its host can be reached. See [notifications.md](notifications.md).',
      'not-as-planned':
        'Plan anew with `sparkify plan --out`, look at it, and build with `--plan`. See [plan.md](plan.md#approved-plans).',
      'spark-failed': 'Read what Spark printed, in the file that the hint names. See [spark.md](spark.md).',
      'bad-state':
        'Give the folder of an artifact that sparkify or dbt wrote in the version that the message names, or write it anew.',
      'report-not-writable': 'Give a file in a folder that this user may write. See [ci.md](ci.md).',
      'missing-env-var': "Set the variable in the shell or in `.env`, or write `env_var('NAME', 'default')`.",
      'missing-var': "Set it under `vars` or with `--vars`, or write `var('name', 'default')`.",
      'ignored-env': 'Take the AWS key out of `.env`. Use a profile, single sign-on or a role.',
    },
  },
  {
    title: 'Project files',
    advice: {
      'bad-yaml': 'Correct the YAML at the place that the message names.',
      'bad-property': 'Correct the key or value; the hint names the nearest known key.',
      'duplicate-name': 'Rename or remove one of the two.',
      'orphan-property': 'Correct the name, or remove the description.',
      'bad-model-config': 'Correct the key or value. See [models.md](models.md#config-keys).',
      'bad-seed': 'Mend the CSV file, or declare the types of its columns. See [seeds.md](seeds.md).',
      'bad-module':
        'Correct the file at the place that the message names. Write erasable TypeScript and export each macro by its name.',
      'reserved-name': 'Rename the model or source.',
      'contract-not-written':
        'See whether the properties file may be written. See [contracts.md](contracts.md).',
      'types-not-written':
        'See whether the project folder may be written, or name another file with `typesPath`. See [typescript.md](typescript.md).',
    },
  },
  {
    title: 'Templates',
    advice: {
      'bad-jinja': 'Correct the template at the place that the message names.',
      'unsupported-jinja': 'Write what the hint says. See [jinja.md](jinja.md).',
      'unknown-ref': 'Correct the name, or add the model or seed.',
      'unknown-source':
        'Correct the name, or declare the table under `sources`. See [sources.md](sources.md).',
      'unknown-macro': 'Correct the name, or write the macro in a file of the macro folder.',
      'undefined-name': 'Correct the name, or set it first. For a variable of the project write `var()`.',
      'macro-failed': 'Read what the macro says, and correct its arguments or the macro.',
      'unknown-doc': 'Correct the name, or write the block. See [models.md](models.md#docs-blocks).',
      'private-ref':
        'Read another model, join its group, or give it `access: protected`. See [groups.md](groups.md).',
      'unknown-group': 'Correct the name, or declare the group. See [groups.md](groups.md).',
      'bad-query':
        'Correct the function at the place that the message names. See [typescript.md](typescript.md#models).',
      'disabled-ref': 'Enable the model, or disable what reads it.',
      cycle: 'Take one of the `ref()` calls out of the circle that the message prints.',
    },
  },
  {
    title: 'Checking',
    advice: {
      'bad-sql': 'Correct the SQL. What was compiled lies in `target/compiled` after `sparkify compile`.',
      'unknown-column': 'Correct the name; the hint names the nearest one.',
      'unknown-function': 'Correct the name, or write the expression with functions that DuckDB has.',
      'unknown-relation': 'Name tables with `ref()` and `source()` only.',
      'type-clash': 'Cast one of the two sides.',
      'ambiguous-column': 'Put the name of the table in front of the column, or give it an alias.',
      'contract-broken': 'Cast the column in the query, or correct its `data_type`.',
      'breaking-change':
        'Keep the column as it was, or allow the change with `--allow-breaking-changes`. See [contracts.md](contracts.md#changes-that-break-readers).',
      'unknown-partition-column':
        'Name a column of the model in `partition_by` or `sort_by`, in the same case.',
      'inexact-type': 'Cast it as the hint says. See [models.md](models.md#types-that-parquet-can-hold).',
      'not-registrable':
        'Cast or rename what the message names, or leave the table out with `except`. See [catalog.md](catalog.md#types).',
      'unknown-test': 'Use one of the tests in [tests.md](tests.md), or write a singular test.',
      'bad-unit-test': 'Correct what the message names. See [unit-tests.md](unit-tests.md).',
      'bad-fixture': 'Correct the rows. See [unit-tests.md](unit-tests.md#rows).',
      'bad-test-argument': 'Correct the argument or config. See [tests.md](tests.md).',
      'undeclared-column': 'Correct the name in the properties file, or add the column to the query.',
    },
  },
  {
    title: 'Warnings of check',
    advice: {
      'select-star': 'Write the columns out. See [checking.md](checking.md).',
      'join-without-condition': 'Write `join … on …`, or `cross join` if every pair is meant.',
      'join-key-cast': 'Give both columns one type where they are made, or cast one of them.',
      'nullable-partition': 'Give the column a `not_null` test or constraint, or replace nulls in the query.',
      'not-portable':
        'Write it otherwise: [portability.md](portability.md) lists what is known to give the same rows.',
      'small-files': 'Partition by fewer columns, and name the others in `sort_by`.',
      'unread-model': 'Publish the model, read it, or remove it.',
      'unused-source': 'Read the source, or remove its declaration.',
      'missing-description': 'Describe the model and its columns in a properties file.',
    },
  },
  {
    title: 'Selection',
    advice: {
      'bad-selection': 'Write the selector as [selection.md](selection.md) says.',
      'nothing-selected': 'A warning. See what there is with `sparkify ls`.',
    },
  },
  {
    title: 'Reading sources',
    advice: {
      'missing-folder': 'Correct `location`, or the variable in it.',
      'no-files': 'Correct `location`. A folder alone matches nothing: write `folder/*.json`.',
      'unreadable-file': 'See whether the file exists and may be read.',
      'gone-files':
        'Set `deleted_files: remove` on the model to have such rows removed. See [incremental.md](incremental.md#new-files-only).',
      'source-in-place':
        'Make room on the disk of the target folder, or set a larger `cacheSize`. See [s3.md](s3.md#many-small-objects).',
      'bad-record':
        'Mend the record at the line that the message names, correct the declared type, or set `on_bad_record: quarantine`. See [sources.md](sources.md#bad-records).',
      'source-drift':
        'Mend the files, or declare what they are now; a shift may be meant. See [sources.md](sources.md#drift).',
      'stale-source':
        'Find out why nothing newer arrived, or allow the source to be older. See [sources.md](sources.md#freshness).',
      'undeclared-key': 'Declare the key as a column, or set `undeclared_keys: ignore`.',
    },
  },
  {
    title: 'Running',
    advice: {
      'query-failed': "Read DuckDB's message, and correct the model or its data.",
      'missing-parent':
        'Build the parent first, or select it too: `--select +model`. As a warning: a test that reads it is left out.',
      'short-disk': "Free some space where `target/tmp` lies, or set `upload: 'stream'` of the target.",
      'out-of-disk': 'Free some space where the lake and `target/tmp` lie, and run the command again.',
      'out-of-memory': 'Raise `memoryLimit` of the target, or lower `--threads`.',
      'bad-partition-value': 'Filter such rows, replace the value, or partition by another column.',
      interrupted: 'Run the command again; what was half done is not in the lake.',
      'target-not-writable':
        'See whether this user may write to the project folder and to `target/` in it; `TMPDIR` names another folder for temporary files.',
    },
  },
  {
    title: 'The lake',
    advice: {
      'lake-not-writable': 'See whether this user may write to the folder of the lake.',
      'lake-too-new': 'Install the newer version of sparkify.',
      'lake-damaged':
        'Nothing but sparkify may write below `_sparkify/` and `files/`. Bring the document back from a copy, or build into a new lake.',
      'lake-foreign': 'Give each project a lake of its own, or correct `name` in the config.',
      'foreign-files': 'Move the files out of the lake, or set `plainCopy: false`.',
      'lake-moved': 'Nothing was published. Run the command again, on the new release.',
      'lake-locked': 'Wait until the process that the message names has ended.',
      'undecided-publish':
        'See with `sparkify releases list` whether it was published, and run `sparkify recover`.',
      'duplicate-key':
        'Let the query return one row for each `unique_key`; of a model, `incremental_strategy: delete+insert` does without. The message names the keys.',
      'outside-batch':
        'Let the query return only rows of its batch, or take a `batch_size` that holds them: see [incremental.md](incremental.md#microbatches).',
      'bad-snapshot':
        'Leave rows without key or time out of what the snapshot reads, build that whole, or set the clock of the machine right. See [snapshots.md](snapshots.md#what-is-refused).',
      'schema-changed':
        'Compute an incremental table from scratch with `--full-refresh`, or set `on_schema_change`. Of a snapshot, keep types and keys as they were.',
      'candidate-unready':
        'Run the task that is named once more, and what comes after it; the last attempt at a task counts. `sparkify releases list` shows how each ended.',
      'candidate-closed': 'Begin anew, with a `--candidate` of another name.',
      'unknown-candidate': 'See which are open with `sparkify releases list`.',
      'lost-candidate': 'Run the command again. Another process took this build for dead.',
      'no-conditional-writes': 'Use a store that honors conditional writes.',
      'unknown-release': 'See which releases there are with `sparkify releases list`.',
      'nothing-published': 'Run `sparkify build`.',
      'sampled-table':
        'Build it whole with `sparkify build --select +<name>+`, or go back to the release before with `sparkify releases rollback`.',
      'catalog-denied': 'Give the rights that the hint names. See [catalog.md](catalog.md#rights).',
      'catalog-missing':
        'Create the database as the hint says, or name another one under `catalog` of the target.',
      'catalog-refused':
        'Read what Glue says; `sparkify catalog sync --dry-run` shows what would be registered.',
      'catalog-unreachable':
        'Look at the network and the region; then run `sparkify catalog sync`. The lake itself is as it should be.',
      'catalog-conflict':
        'Register in a database of its own, rename or remove the other table, or leave ours out with `except`.',
      'catalog-held': 'Wait until the other process is done; it ends with the newest release.',
      'orphan-table': 'Drop it with `sparkify releases prune --tables <name>`, or bring its model back.',
    },
  },
  {
    title: 'S3',
    advice: {
      'no-httpfs':
        'Run `sparkify doctor --fix`, or set `extensions` of the target. See [s3.md](s3.md#closed-networks).',
      'missing-bucket':
        'Make the bucket, or correct its name in `lake` or in the variable that it comes from.',
      'no-credentials':
        'Set `AWS_PROFILE` (after `aws sso login`, for single sign-on) or AWS keys in the shell, or `profile` or `role` under `s3`. See [s3.md](s3.md#credentials).',
      'store-denied': 'Give the identity the right that the hint names. [s3.md](s3.md#rights) has a policy.',
      'store-unreachable': 'Check the network and the endpoint. The published lake is as it was.',
      'untrusted-store':
        'Where an authority of your own signs certificates, name its file by `s3: { caFile }` or AWS_CA_BUNDLE. Nothing turns the check off.',
      'bad-ca-file': 'Let it name a file of certificates in PEM form that this user may read.',
      'store-failed':
        'Check `s3` of the target; when the store is overloaded, run the command again later. The published lake is as it was.',
    },
  },
];
