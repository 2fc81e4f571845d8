/** The call in `ref('users')` or `{{ source('raw', 'events') }}`, when there is nothing else. */
export function referenceIn(text: string): string | undefined {
  return /^\s*(?:\{\{)?\s*((?:ref|source)\s*\([^()]*\))\s*(?:\}\})?\s*$/.exec(text)?.[1];
}
