import { Ajv } from 'ajv';
import test from 'ava';
import { parse } from 'yaml';
import { selectorsSchema } from '../../../../scripts/schemas/selectors-schema.ts';
import { parseSelectorsFile } from '../../../../src/graph/selectors-file.ts';

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(selectorsSchema());
const withDefinition = (definition: string) => `selectors: [{ name: a, definition: ${definition} }]`;

const right: Readonly<Record<string, string>> = {
  'a text as on the command line': withDefinition('"tag:nightly,+users config.materialized:view"'),
  'a method with its value': withDefinition('{ tag: nightly }'),
  'a method with an argument': withDefinition('{ config.materialized: view }'),
  'a number as a value': withDefinition('{ config.meta.level: 3 }'),
  'a spec in full': withDefinition(
    '{ method: tag, value: nightly, parents: true, parents_depth: 2, childrens_parents: false, indirect_selection: cautious, exclude: [users] }',
  ),
  'a union with an exclude': withDefinition(
    '{ union: [users, { tag: a }, { exclude: [{ path: models/x }] }] }',
  ),
  'sets within sets': withDefinition(
    '{ intersection: [{ union: [users, songs] }, { method: fqn, value: "*" }] }',
  ),
  'a description and a default': 'selectors: [{ name: a, description: b, default: true, definition: users }]',
};

for (const [what, text] of Object.entries(right)) {
  test(`the schema of selectors takes what sparkify takes: ${what}`, t => {
    t.true(validate(parse(text)), JSON.stringify(validate.errors));
    t.deepEqual(parseSelectorsFile(text).diagnostics, []);
  });
}

const wrong: Readonly<Record<string, string>> = {
  'no list': 'selector: []',
  'no name': 'selectors: [{ definition: users }]',
  'no definition': 'selectors: [{ name: a }]',
  'an empty text': withDefinition('" "'),
  'a method that there is not': withDefinition('{ tags: nightly }'),
  'config without the name of a setting': withDefinition('{ config: view }'),
  'two methods at once': withDefinition('{ tag: a, path: b }'),
  'a key that there is not': withDefinition('{ method: tag, value: a, parent: true }'),
  'a full spec without a value': withDefinition('{ method: tag }'),
  'an indirect selection that there is not': withDefinition(
    '{ method: tag, value: a, indirect_selection: keen }',
  ),
  'a depth below zero': withDefinition('{ method: tag, value: a, parents: true, parents_depth: -1 }'),
  'a flag that is a text': withDefinition('{ method: tag, value: a, children: "yes" }'),
  'a union beside other keys': withDefinition('{ union: [a], tag: b }'),
  'a union without members': withDefinition('{ union: [] }'),
  'a default that is a text': 'selectors: [{ name: a, default: "yes", definition: users }]',
};

for (const [what, text] of Object.entries(wrong)) {
  test(`the schema of selectors refuses what sparkify refuses: ${what}`, t => {
    t.false(validate(parse(text)));
    t.not(parseSelectorsFile(text).diagnostics.length, 0, 'sparkify refuses it, too');
  });
}
