import { MODEL_SCHEMA, type Relation } from '../../columns/relation.ts';
import { quoteSparkName } from './quote-spark.ts';

/** The temporary view that stands for a table of the project: Spark's have no schemas, so it is part of the name. */
export function sparkView({ schema, name }: Relation): string {
  return schema === MODEL_SCHEMA ? name : `${schema}.${name}`;
}

/** How Spark SQL names a table of the project. */
export function sparkTable(relation: Relation): string {
  return quoteSparkName(sparkView(relation));
}
