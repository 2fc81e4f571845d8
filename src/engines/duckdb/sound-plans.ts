/**
 * Options of an instance without which DuckDB 1.5.5 gives wrong rows now and then: it pushes what one side of a join has below a LIMIT of the
 * other side (duckdb#22924, mended since), and loses rows of grouped sides when several threads run (duckdb#22075). Of the Sparkify lake
 * at scale 100 it takes 2 % more processor time to leave that out.
 */
export const soundPlans = { disabled_optimizers: 'join_filter_pushdown' } as const;
