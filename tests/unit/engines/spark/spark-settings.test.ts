import test from 'ava';
import { renderProperties, sparkSettings } from '../../../../src/engines/spark/spark-settings.ts';

test('what must be outweighs what the user says, and that outweighs defaults', t => {
  const settings = sparkSettings('local[2]', {
    'spark.sql.ansi.enabled': 'false',
    'spark.ui.enabled': 'true',
    'spark.sql.shuffle.partitions': '4',
  });
  t.like(settings, {
    'spark.sql.ansi.enabled': 'true',
    'spark.ui.enabled': 'true',
    'spark.sql.shuffle.partitions': '4',
    'spark.driver.bindAddress': '127.0.0.1',
  });
  t.is(sparkSettings('yarn', {})['spark.driver.bindAddress'], undefined, 'a cluster must reach its driver');
});

test('properties keep blanks, signs and line ends of a value', t => {
  t.is(renderProperties({ 'spark.a': ' x=1:2 #!\\' }), 'spark.a=\\ x\\=1\\:2\\ \\#\\!\\\\\n');
  t.is(renderProperties({ 'spark.b': 'one\r\ntwo\tthree' }), 'spark.b=one\\r\\ntwo\\\tthree\n');
});
