import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The rules that look at syntax; the others cost nothing. */
const syntaxRules = ['select-star', 'join-without-condition', 'join-key-cast'];
const DEPTH = 10;

/** A model halfway down a lattice in the middle, as `m_<lattice>_<depth>_<side>`. */
export function middleModel(models: number): string {
  return `m_${Math.floor(models / (4 * DEPTH))}_${DEPTH / 2}_0`;
}

/** A new folder with a project of models in lattices ten levels deep: two a level, each of which reads both of the level above. */
export function diamonds(models: number, level: 'warn' | 'off' = 'warn'): string {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-bench-'));
  mkdirSync(join(folder, 'models'));
  const rules = Object.fromEntries(syntaxRules.map(name => [name, level]));
  const config = { name: 'diamonds', models: { materialized: 'table' }, rules };
  writeFileSync(join(folder, 'sparkify.config.ts'), `export default ${JSON.stringify(config)};\n`);
  writeFileSync(
    join(folder, 'models/sources.yml'),
    `sources:\n  - name: raw\n    tables:\n      - name: events\n        location: data/*.json\n        columns:\n${columns}`,
  );
  for (let index = 0; index < models; index++) {
    const [lattice, place] = [Math.floor(index / (2 * DEPTH)), index % (2 * DEPTH)];
    const [depth, side] = [Math.floor(place / 2), place % 2];
    const parents = [0, 1].map(parent =>
      depth === 0 ? "source('raw', 'events')" : `ref('m_${lattice}_${depth - 1}_${parent}')`,
    );
    writeFileSync(join(folder, 'models', `m_${lattice}_${depth}_${side}.sql`), modelSql(parents));
  }
  return folder;
}

const columns = ['id', 'user_id', 'ts', 'amount']
  .map(name => `          - { name: ${name}, data_type: bigint }\n`)
  .join('');

function modelSql([left, right]: readonly string[]): string {
  return `with sides as (
  select l.id, l.user_id, r.ts, coalesce(l.amount, r.amount) as amount
  from {{ ${left} }} as l
  join {{ ${right} }} as r on l.id = r.id and l.user_id = r.user_id
),

ranked as (
  select *, row_number() over (partition by user_id order by ts desc, id) as place
  from sides
  where amount > 0
)

select id, user_id, ts, cast(amount as bigint) as amount
from ranked
where place = 1
`;
}
