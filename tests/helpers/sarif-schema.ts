import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { repository } from './cli-project.ts';

const file = join(repository, 'tests/schemas/sarif-2.1.0-rtm.5.json');
// The schema is of draft 4, which says the same in the keywords that it uses; only its own name is written otherwise.
const { id: _, $schema: __, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
const formats = {
  uri: /^[a-z][a-z0-9+.-]*:[^\s]*$/i,
  'uri-reference': /^[^\s\\"<>^`{|}]*$/,
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
};
const validate = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false, formats }).compile(schema);

/** What the schema of SARIF 2.1.0 says against a log; empty when it is one. */
export function sarifProblems(log: unknown): readonly string[] {
  validate(log);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
