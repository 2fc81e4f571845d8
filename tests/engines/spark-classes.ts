import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../helpers/cli-project.ts';
import { installOnce } from '../helpers/install-once.ts';

/**
 * The options of Java for a Spark that starts faster: its classes come from an archive, which is made once. To read them out of
 * their libraries is a third of what a start costs. Java leaves an archive alone that was made by another one.
 *
 * @param pyspark the folder of PySpark
 * @param options those without the archive
 */
export async function withSparkClasses(pyspark: string, options: string): Promise<string> {
  const folder = await installOnce(`${basename(pyspark)}-classes`, async partial => {
    const archived = `${options} -XX:ArchiveClassesAtExit=${join(partial, 'classes.jsa')}`;
    const program = join(repository, 'tests/engines/spark-classes.py');
    const settings = [
      'spark.ui.enabled=false',
      'spark.driver.host=127.0.0.1',
      'spark.driver.bindAddress=127.0.0.1',
    ];
    const python = join(pyspark, 'bin', 'python');
    await promisify(execFile)(
      join(pyspark, 'bin', 'spark-submit'),
      ['--master', 'local[2]', ...settings.flatMap(setting => ['--conf', setting]), program, partial],
      {
        env: {
          ...process.env,
          SPARK_SUBMIT_OPTS: archived,
          PYSPARK_PYTHON: python,
          PYSPARK_DRIVER_PYTHON: python,
        },
      },
    );
    await rm(join(partial, 'table'), { recursive: true });
  });
  return `${options} -XX:SharedArchiveFile=${join(folder, 'classes.jsa')} -Xlog:disable`;
}
