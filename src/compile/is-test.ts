/** Whether a node, or what is told of it, is a test of data or of a model. */
export function isTest({ resourceType }: { readonly resourceType: string }): boolean {
  return resourceType === 'test' || resourceType === 'unit_test';
}
