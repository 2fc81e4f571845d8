import { withoutComments } from '../../columns/without-comments.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';

interface Refusal {
  readonly matches: RegExp;
  readonly message: string;
  readonly hint: string;
}

const refusals: readonly Refusal[] = [
  {
    matches: /^create\s+(?:or\s+replace\s+)?(?:(?:local|global)\s+)?temp(?:orary)?\s+(?:table|sequence)\b/i,
    message: 'A temporary table belongs to one connection, and a run has several.',
    hint: 'Leave out TEMP: unless the target has a database file, all tables are gone when the command ends.',
  },
  {
    matches: /^(?:begin|start\s+transaction|commit|end|rollback|abort)\b/i,
    message: 'A transaction belongs to one connection, and a run has several.',
    hint: 'Leave out BEGIN and COMMIT: every statement is a transaction by itself.',
  },
  {
    matches: /^(?:use\b|(?:re)?set\s+(?:(?:session|local|global)\s+)?(?:schema|search_path)\b)/i,
    message: 'Models name their tables in the schema where a session begins.',
    hint: 'Write the database and the schema before the name of a table, as in audit.main.runs.',
  },
];

const ofConnection =
  /^(?:set\s+(?!global\b)|reset\s+(?!global\b)|pragma\b|create\s+(?:or\s+replace\s+)?temp(?:orary)?\b)/i;

/**
 * Whether the effect of a statement is one connection's only, so that all must run it, or the whole session's.
 * `SET` of most settings is DuckDB's for all connections; to say it again on another one changes nothing.
 *
 * @throws SparkifyError `bad-sql` for a statement that cannot mean anything on several connections
 */
export function statementScope(sql: string): 'connection' | 'session' {
  const text = withoutComments(sql);
  const refusal = refusals.find(({ matches }) => matches.test(text));
  if (refusal !== undefined) throw new SparkifyError('bad-sql', refusal.message, { hint: refusal.hint });
  return ofConnection.test(text) ? 'connection' : 'session';
}
