import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';

export type NameTest = (name: string) => boolean;

/** What a lambda asks of the name of a column, `c -> c like 'x%'`; undefined when only DuckDB could tell. */
export function lambdaTest(lambda: SyntaxNode): NameTest | undefined {
  const parameter = textsIn(nodeIn(lambda, 'lhs') ?? {}, 'column_names').join('.');
  return conditionTest(nodeIn(lambda, 'expr') ?? {}, parameter);
}

function conditionTest(node: SyntaxNode, parameter: string): NameTest | undefined {
  const children = listIn(node, 'children');
  switch (node.type) {
    case 'CONJUNCTION_AND':
      return combined(children, parameter, (tests, name) => tests.every(test => test(name)));
    case 'CONJUNCTION_OR':
      return combined(children, parameter, (tests, name) => tests.some(test => test(name)));
    case 'OPERATOR_NOT':
      return negated(conditionTest(children[0] ?? {}, parameter));
    case 'COMPARE_EQUAL':
      return onSubject(nodeIn(node, 'left'), parameter, equalTo([nodeIn(node, 'right')]));
    case 'COMPARE_NOTEQUAL':
      return negated(onSubject(nodeIn(node, 'left'), parameter, equalTo([nodeIn(node, 'right')])));
    case 'COMPARE_IN':
      return onSubject(children[0], parameter, equalTo(children.slice(1)));
    case 'COMPARE_NOT_IN':
      return negated(onSubject(children[0], parameter, equalTo(children.slice(1))));
    case 'FUNCTION':
      return onSubject(
        children[0],
        parameter,
        functionTest(textIn(node, 'function_name'), children.slice(1)),
      );
    default:
      return undefined;
  }
}

function combined(
  nodes: readonly SyntaxNode[],
  parameter: string,
  combine: (tests: readonly NameTest[], name: string) => boolean,
): NameTest | undefined {
  const tests = nodes.map(node => conditionTest(node, parameter));
  return tests.includes(undefined) ? undefined : name => combine(tests as readonly NameTest[], name);
}

function negated(test: NameTest | undefined): NameTest | undefined {
  return test && (name => !test(name));
}

/** A test of the name itself, or of it in lower or upper case. */
function onSubject(
  subject: SyntaxNode | undefined,
  parameter: string,
  test: NameTest | undefined,
): NameTest | undefined {
  if (subject === undefined || test === undefined) return undefined;
  if (subject.class === 'COLUMN_REF')
    return textsIn(subject, 'column_names').join('.') === parameter ? test : undefined;
  const [inner, ...more] = listIn(subject, 'children');
  const change = more.length === 0 ? changes[textIn(subject, 'function_name')] : undefined;
  return change && onSubject(inner, parameter, name => test(change(name)));
}

const changes: Readonly<Record<string, (name: string) => string>> = {
  lower: name => name.toLowerCase(),
  lcase: name => name.toLowerCase(),
  upper: name => name.toUpperCase(),
  ucase: name => name.toUpperCase(),
};

function equalTo(nodes: readonly (SyntaxNode | undefined)[]): NameTest | undefined {
  const texts = nodes.map(node => node && constantText(node));
  return texts.includes(undefined) ? undefined : name => texts.includes(name);
}

/** What a function, or LIKE and its like, asks of its first argument. */
export function functionTest(name: string, operands: readonly SyntaxNode[]): NameTest | undefined {
  const [text] = operands.map(constantText);
  if (text === undefined || operands.length !== 1) return undefined;
  switch (name) {
    case 'starts_with':
    case 'prefix':
    case '^@':
      return subject => subject.startsWith(text);
    case 'ends_with':
    case 'suffix':
      return subject => subject.endsWith(text);
    case 'contains':
      return subject => subject.includes(text);
    case 'regexp_matches':
      return matching(regexOf(text));
    case 'regexp_full_match':
      return matching(regexOf(`^(?:${text})$`, text));
    default:
      return likeTest(name, text);
  }
}

function matching(regex: RegExp | undefined): NameTest | undefined {
  return regex && (name => regex.test(name));
}

/**
 * A regular expression that means the same to DuckDB's RE2 and to JavaScript.
 *
 * @param written by the user, where `source` has more around it
 */
export function regexOf(source: string, written = source): RegExp | undefined {
  if (!/^(?:[\w .*+^$|()[\],:-]|\?(?![<:])|\\[dwsDWS.])*$/.test(written) || written.includes('(?'))
    return undefined;
  return new RegExp(source);
}

function likeTest(operator: string, text: string): NameTest | undefined {
  // A class of characters in GLOB is left to DuckDB.
  if (operator === '~~~') return /[[\]\\]/.test(text) ? undefined : wildcards(text, '*', '?', '');
  if (!['~~', '!~~', '~~*', '!~~*'].includes(operator)) return undefined;
  const test = wildcards(text, '%', '_', operator.endsWith('*') ? 'i' : '');
  return operator.startsWith('!') ? negated(test) : test;
}

/** @param many what stands for any text, @param one for any character */
function wildcards(text: string, many: string, one: string, flags: string): NameTest {
  const source = [...text].map(character => {
    if (character === many) return '.*';
    return character === one ? '.' : character.replace(/[^\w]/, '\\$&');
  });
  const regex = new RegExp(`^${source.join('')}$`, `${flags}us`);
  return name => regex.test(name);
}

export function constantText(node: SyntaxNode): string | undefined {
  const value = nodeIn(node, 'value')?.value;
  return node.class === 'CONSTANT' && typeof value === 'string' ? value : undefined;
}
