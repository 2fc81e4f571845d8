import { join } from 'node:path';
import { findPythonEnvironment } from '../helpers/python-packages.ts';

/** Versions that fit one another. */
const requirements = [
  'apache-airflow==3.3.2',
  'apache-airflow-providers-amazon==9.39.0',
  'apache-airflow-providers-standard==1.21.0',
];

const folder = await findPythonEnvironment('airflow-3.3.2', requirements, 'There is no Airflow.');

/** A Python that has Airflow; undefined where it cannot be had, except in CI. */
export const airflow = folder && join(folder, 'bin', 'python');
