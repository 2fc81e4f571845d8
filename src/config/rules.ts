/** What a rule that a project breaks is: nothing, a warning of `sparkify check`, or an error that stops a build. */
export type RuleLevel = 'off' | 'warn' | 'error';

/** Every rule that a project may set, with its level where the config says nothing. */
export const defaultRules = {
  'select-star': 'warn',
  'join-without-condition': 'warn',
  'join-key-cast': 'warn',
  'nullable-partition': 'warn',
  'small-files': 'warn',
  'unread-model': 'warn',
  'unused-source': 'warn',
  'missing-description': 'warn',
  'not-portable': 'off',
} as const satisfies Readonly<Record<string, RuleLevel>>;

export type RuleName = keyof typeof defaultRules;
export type RuleLevels = Readonly<Record<RuleName, RuleLevel>>;

export const ruleNames = Object.keys(defaultRules) as readonly RuleName[];

/** For a project whose readers and sources are not all known. */
export const noRules = Object.fromEntries(ruleNames.map(name => [name, 'off'])) as RuleLevels;

/** The rules that can stop a build, which has no time to spare for warnings. */
export function stoppingRules(rules: RuleLevels): RuleLevels {
  const levels = ruleNames.map(name => [name, rules[name] === 'error' ? 'error' : 'off'] as const);
  return Object.fromEntries(levels) as RuleLevels;
}
