/** Unique ids in dbt's form. */
export function modelId(project: string, name: string): string {
  return `model.${project}.${name}`;
}

export function seedId(project: string, name: string): string {
  return `seed.${project}.${name}`;
}

export function snapshotId(project: string, name: string): string {
  return `snapshot.${project}.${name}`;
}

export function exposureId(project: string, name: string): string {
  return `exposure.${project}.${name}`;
}

export function docId(project: string, name: string): string {
  return `doc.${project}.${name}`;
}

export function groupId(project: string, name: string): string {
  return `group.${project}.${name}`;
}

export function macroId(project: string, name: string): string {
  return `macro.${project}.${name}`;
}

export function unitTestId(project: string, model: string, name: string): string {
  return `unit_test.${project}.${model}.${name}`;
}

export function sourceId(project: string, source: string, table: string): string {
  return `source.${project}.${source}.${table}`;
}
