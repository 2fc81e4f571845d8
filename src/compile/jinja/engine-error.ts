/** What an error of minijinja says, taken from its text: it offers nothing else. */
export interface EngineError {
  /** `syntax error`, `undefined value`, `unknown filter`, `invalid operation`… */
  readonly kind: string;
  readonly detail: string;
  readonly template: string;
  /** From 1. */
  readonly line: number;
  /** From 0, in code points; undefined when the error spans several lines. */
  readonly column: number | undefined;
  readonly length: number;
}

/**
 * Reads the text of an error thrown by an Environment in debug mode:
 *
 *     unknown filter: filter nofilter is unknown (in users.sql:2)
 *     --------------------------- users.sql ---------------------------
 *        1 | select
 *        2 > {{ 1 | nofilter }}
 *          i        ^^^^^^^^ unknown filter
 *
 * @returns undefined when the text is not of this form, so the error is none of the template's
 */
export function parseEngineError(error: unknown): EngineError | undefined {
  if (!(error instanceof Error)) return undefined;
  const [firstLine = '', ...frame] = error.message.split('\n');
  const head = /^(?<what>.*) \(in (?<template>.+):(?<line>\d+)\)$/.exec(firstLine)?.groups;
  if (head === undefined) return undefined;
  const caret = frame.map(line => /^ +i (?<blanks> *)(?<carets>\^+) /.exec(line)?.groups).find(Boolean);
  const [, kind = head.what!, detail = ''] = /^([a-z ]+): (.*)$/.exec(head.what!) ?? [];
  return {
    kind,
    detail,
    template: head.template!,
    line: Number(head.line),
    column: caret?.blanks?.length,
    length: caret?.carets?.length ?? 0,
  };
}
