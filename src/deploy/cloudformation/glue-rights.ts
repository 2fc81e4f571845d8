import type { GlueCatalog } from '../../config/glue-catalog.ts';
import { allow, type Statement } from './policy.ts';
import { plain, text } from './value.ts';

/** What docs/catalog.md says that registering the tables of a lake needs. */
export function glueRights({ database, region, catalogId }: GlueCatalog): readonly Statement[] {
  const place = (what: string) =>
    text(
      `arn:\${AWS::Partition}:glue:${region ?? `\${AWS::Region}`}:${catalogId ?? `\${AWS::AccountId}`}:${plain(what)}`,
    );
  const actions = [
    ...['GetTables', 'CreateTable', 'UpdateTable', 'DeleteTable'],
    ...['GetPartitions', 'BatchCreatePartition', 'BatchUpdatePartition', 'BatchDeletePartition'],
  ];
  return [
    allow(
      actions.map(action => `glue:${action}`),
      [place('catalog'), place(`database/${database}`), place(`table/${database}/*`)],
    ),
  ];
}
