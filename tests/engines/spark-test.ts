import test from 'ava';
import { pyspark } from '../helpers/pyspark.ts';
import { withSparkClasses } from './spark-classes.ts';

export { pyspark };

// The jobs of tests are over before what Java compiles thoroughly has paid: so they take two fifths less of the processor.
const options = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

process.env.SPARK_SUBMIT_OPTS ??=
  pyspark === undefined ? options : await withSparkClasses(pyspark, options).catch(() => options);

/** A test that needs Spark. Where there is none it is named as skipped. */
export const sparkTest = pyspark === undefined ? test.serial.skip : test.serial;
