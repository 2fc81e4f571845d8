import { findPythonEnvironment } from './python-packages.ts';

const version = '4.0.5';

/** The folder of a virtual environment with PySpark; undefined where it cannot be had, except in CI. */
export const pyspark = await findPythonEnvironment(
  `pyspark-${version}`,
  [`pyspark==${version}`],
  'There is no Spark.',
);
