"""Runs a job of sparkify on Spark: spark-submit job.py FOLDER [MINUTES]

FOLDER is one of this machine, or an address on S3. It holds job.json, or will. After MINUTES the program ends, whatever it is at. What happens is told there, a line of JSON for each event,
in events.ndjson or, on S3, in events-1.ndjson and so on; what is asked is answered by a file in FOLDER. src/engines/job.ts
describes all of them.
"""

import concurrent.futures
import contextlib
import decimal
import json
import os
import re
import sys
import threading
import time
import traceback
import urllib.parse

from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

# Spark plans a query of many parts slowly.
MOST_TOGETHER = 25

NULL_SEGMENT = '__HIVE_DEFAULT_PARTITION__'
# Seconds to wait for an answer. A large source takes its time to be read strictly.
PATIENCE = 2 * 3600
# Seconds to wait for the job. Many small objects take their time to be fetched.
PREPARATION = 3600


class LocalFolder:
    """A folder of this machine, which whoever reads the events looks at all the time."""

    PAUSE = 0.05

    def __init__(self, path):
        self._path = path
        self._events = None

    def read(self, name):
        """The text of a file; None while it is not there."""
        try:
            with open(os.path.join(self._path, name), encoding='utf-8') as file:
                return file.read()
        except FileNotFoundError:
            return None

    def tell(self, line):
        if self._events is None:
            self._events = open(os.path.join(self._path, 'events.ndjson'), 'a', encoding='utf-8')
        self._events.write(line)
        self._events.flush()

    def close(self):
        pass


class RemoteFolder:
    """A folder on S3. Lines that come within a second are one object."""

    PAUSE = 1

    def __init__(self, address, spark):
        self._address = address
        self._jvm = spark._jvm
        configuration = spark._jsc.hadoopConfiguration()
        self._system = self._path('job.json').getFileSystem(configuration)
        self._lines = []
        self._written = 0
        self._closed = False
        self._changed = threading.Condition()
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()

    def read(self, name):
        path = self._path(name)
        if not self._system.exists(path):
            return None
        stream = self._system.open(path)
        try:
            return self._jvm.org.apache.commons.io.IOUtils.toString(stream, 'UTF-8')
        finally:
            stream.close()

    def tell(self, line):
        with self._changed:
            self._lines.append(line)
            self._changed.notify()

    def close(self):
        """Returns when all is told."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._writer.join()

    def _write(self):
        while True:
            with self._changed:
                while not self._lines and not self._closed:
                    self._changed.wait()
                lines, self._lines = self._lines, []
            if not lines:
                return
            try:
                self._put(f'events-{self._written + 1}.ndjson', ''.join(lines))
            except Exception:
                # Nobody would hear of what follows.
                traceback.print_exc()
                os._exit(1)
            self._written += 1
            if not self._closed:
                time.sleep(1)

    def _put(self, name, text):
        stream = self._system.create(self._path(name), True)
        stream.write(bytearray(text, 'utf-8'))
        stream.close()

    def _path(self, name):
        return self._jvm.org.apache.hadoop.fs.Path(f'{self._address}/{name}')


def wait_for(folder, name, seconds, otherwise):
    """The text of a file that may still be on its way."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        text = folder.read(name)
        if text is not None:
            return text
        time.sleep(folder.PAUSE)
    raise RuntimeError(otherwise)


class Events:
    """Tells what happens, line by line; many threads may."""

    def __init__(self, folder):
        self._folder = folder
        self._lock = threading.Lock()

    def tell(self, **event):
        with self._lock:
            self._folder.tell(json.dumps(event, ensure_ascii=False) + '\n')


class Questions:
    """Asks whoever reads the events, and waits for the answer."""

    def __init__(self, folder, events):
        self._folder = folder
        self._events = events
        self._asked = 0
        self._lock = threading.Lock()

    def ask(self, task, files, keys):
        with self._lock:
            self._asked += 1
            name = f'answer-{self._asked}.json'
        self._events.tell(type='doubtful', task=task['id'], files=files, keys=keys, answer=name)
        nobody = 'nobody read the records that are not plain: whoever waits for this job is gone'
        answer = json.loads(wait_for(self._folder, name, PATIENCE, nobody))
        if answer.get('stop'):
            raise RuntimeError('these records cannot be read')
        return answer


class Failed(Exception):
    """A task that did its work, and found what stops those that wait for it."""

    def __init__(self, found):
        super().__init__()
        self.found = found


class Verdicts:
    """Judges tests. Those of a group, which are due together, are judged by one query: most of the time of a query is its start."""

    def __init__(self, spark, job):
        self._spark = spark
        self._groups = {}
        for task in job['tasks']:
            if 'group' in task:
                self._groups.setdefault(task['group'], []).append(task)
        self._judged = {}
        self._lock = threading.Lock()

    def of(self, task):
        """How many rows fail, and whether that is a warning or an error."""
        group = self._groups.get(task.get('group'), [])
        found = self._all(task['group'], group).get(task['id']) if len(group) > 1 else None
        return found or tuple(self._spark.sql(task['sql']).first())

    def _all(self, name, tasks):
        with self._lock:
            mine = name not in self._judged
            if mine:
                self._judged[name] = concurrent.futures.Future()
            judged = self._judged[name]
        if mine:
            judged.set_result(self._judge(tasks))
        return judged.result()

    def _judge(self, tasks):
        judged = {}
        for start in range(0, len(tasks), MOST_TOGETHER):
            together = tasks[start : start + MOST_TOGETHER]
            parts = [f'SELECT {place} AS place, * FROM ({task["sql"]})' for place, task in enumerate(together)]
            try:
                rows = self._spark.sql(' UNION ALL '.join(parts)).collect()
            except Exception:
                # Each is judged by itself, and only the one at fault tells of it.
                continue
            judged.update({together[row[0]]['id']: tuple(row)[1:] for row in rows})
        return judged


class Tasks:
    """Does the work of tasks. Relations are temporary views of one session."""

    def __init__(self, spark, job, ask):
        self._spark = spark
        self._ask = ask
        self._frames = {}
        self._readers = {}
        self._verdicts = Verdicts(spark, job)
        for task in job['tasks']:
            for parent in task['dependsOn']:
                self._readers[parent] = self._readers.get(parent, 0) + 1
        self._lock = threading.Lock()

    def run(self, task):
        return getattr(self, '_' + task['kind'])(task)

    def release(self, task):
        """Lets go of rows that nobody waits for any more."""
        with self._lock:
            for parent in set(task['dependsOn']):
                self._readers[parent] -= 1
                if self._readers[parent] == 0 and parent in self._frames:
                    self._frames.pop(parent).unpersist()

    def _lines(self, task):
        """Reads lines. Of files with lines that are not plain it asks for copies, which whoever answers reads strictly."""
        packed = [path for path in task['paths'] if path.endswith('.gz')]
        try:
            read, rows, uris, keys = self._judged(task, task['paths'])
            doubtful = [told(uri) for uri in uris]
        except Exception:
            # A file that breaks off stops Spark; whoever reads it strictly knows what to do about it.
            if not packed:
                raise
            read, rows, uris, keys = self._judged(task, [path for path in task['paths'] if path not in set(packed)])
            doubtful = [told(uri) for uri in uris] + packed
        doubtful += task['foreign']
        copies = self._ask(task, doubtful, keys)['copies'] if doubtful or keys else []
        columns = [quoted(name) for name in task['columns']]
        sound = read.where(~F.col('__sparkify_file').isin(uris)) if uris else read
        whole = sound.select(*columns)
        count = sum(rows.values())
        if copies:
            copied = self._spark.read.schema(task['schema']).parquet(*[escaped(path) for path in copies])
            whole = whole.unionAll(copied.select(*columns))
            count += copied.count()
        whole.createOrReplaceTempView(quoted(task['view']))
        return {'rows': count, 'fileRows': rows}

    def _judged(self, task, paths):
        """The lines of files as rows, the files that have doubtful ones, and of the others rows and undeclared keys."""
        read = self._keep(task, self._read_lines(task, paths))
        by_file = read.groupBy('__sparkify_file').agg(F.count('*'), F.bool_and('__sparkify_plain')).collect()
        doubtful = sorted(file for file, _, plain in by_file if not plain)
        rows = {told(file): count for file, count, plain in by_file if plain}
        keyed = read.where(F.size('__sparkify_keys') > 0)
        if doubtful:
            keyed = keyed.where(~F.col('__sparkify_file').isin(doubtful))
        keys = keyed.select('__sparkify_file', F.explode('__sparkify_keys').alias('key'))
        found = keys.groupBy('key').agg(F.min('__sparkify_file'), F.count('*')).collect() if task['findsKeys'] else []
        return read, rows, doubtful, [{'key': key, 'file': told(file), 'records': records} for key, file, records in found]

    def _read_lines(self, task, paths):
        schema = 'value STRING, file STRING'
        lines = self._spark.createDataFrame([], schema)
        if paths:
            # By itself Spark takes a lone carriage return for the end of a line, too.
            text = self._spark.read.option('lineSep', '\n').text([escaped(path) for path in paths])
            lines = text.select('value', F.col('_metadata.file_path').alias('file'))
        lines.createOrReplaceTempView(quoted(task['lines']))
        return self._spark.sql(task['sql'])

    def _files(self, task):
        parts = [self._group(task, group) for group in task['groups']]
        schema = T._parse_datatype_string(task['schema'])
        names = [quoted(field.name) for field in schema.fields]
        frames = [part.select(*names) for part in parts] or [self._spark.createDataFrame([], schema)]
        whole = frames[0]
        for frame in frames[1:]:
            whole = whole.unionAll(frame)
        whole.createOrReplaceTempView(quoted(task['view']))
        return {}

    def _group(self, task, group):
        reader = self._spark.read.schema(task['schema']).option('basePath', group['base'])
        return reader.parquet(*[escaped(path) for path in group['paths']])

    def _query(self, task):
        frame = self._spark.sql(task['sql'])
        if not task['computed']:
            frame.createOrReplaceTempView(quoted(task['view']))
            return {}
        kept = self._keep(task, frame)
        rows = kept.count()
        kept.createOrReplaceTempView(quoted(task['view']))
        return {'rows': rows}

    def _keep(self, task, frame):
        kept = frame.persist(StorageLevel.MEMORY_AND_DISK)
        with self._lock:
            self._frames[task['id']] = kept
        return kept

    def _write(self, task):
        found = [partition(row, task) for row in self._spark.sql(task['partitionsSql']).collect()]
        if not found and not task['partitionBy']:
            raise RuntimeError('a table without partitions has one')
        changed = [part for part in found if not part['known']]
        file_rows = {}
        if changed or not found:
            self._write_rows(task, found, changed)
        if changed and not task['partitionBy']:
            file_rows = self._rows_by_file(task, changed[0]['rows'])
        return {'written': {'partitions': found, 'fileRows': file_rows}}

    def _write_rows(self, task, found, changed):
        frame = self._spark.table(quoted(task['view']))
        keys = task['partitionBy']
        stored = [quoted(name) for name in task['columns'] if name not in keys]
        sorting = [quoted(name) for name in task['sortBy']]
        if not keys:
            written = frame.select(*stored)
            written = written.sort(*sorting) if sorting else written.hint('rebalance')
            return self._save(written, task, task['folder'])
        if not found:
            folder = '/'.join([task['folder'], *(f'{path_text(name)}={NULL_SEGMENT}' for name in keys)])
            return self._save(frame.limit(0).select(*stored).coalesce(1), task, folder)
        names = [f'__sparkify_key_{place}' for place in range(len(keys))]
        for key, name in zip(keys, names):
            frame = frame.withColumn(name, F.col(quoted(key)).cast('string'))
        if len(changed) < len(found):
            frame = self._only(frame, names, changed)
        # Spark would let one task write thousands of small files, since they are few bytes.
        tasks = min(len(changed), int(self._spark.conf.get('spark.sql.shuffle.partitions')))
        frame = frame.repartition(tasks, *names).sortWithinPartitions(*names, *sorting)
        frame = frame.select(*stored, *[F.col(name).alias(key) for key, name in zip(keys, names)])
        self._save(frame, task, task['folder'], keys)

    def _only(self, frame, names, changed):
        schema = T.StructType([T.StructField(f'wanted{place}', T.StringType()) for place in range(len(names))])
        wanted = self._spark.createDataFrame([tuple(part['values']) for part in changed], schema)
        same = [F.col(name).eqNullSafe(F.col(f'wanted{place}')) for place, name in enumerate(names)]
        condition = same[0]
        for more in same[1:]:
            condition = condition & more
        return frame.join(F.broadcast(wanted), condition, 'left_semi')

    def _save(self, frame, task, folder, keys=()):
        # The folder may be there, and empty.
        writer = frame.write.mode('append').option('compression', task['compression'])
        if keys:
            writer = writer.partitionBy(*keys)
        writer.parquet(folder)

    def _rows_by_file(self, task, rows):
        written = self._spark.read.parquet(escaped(task['folder']))
        counts = written.groupBy(F.col('_metadata.file_name')).count().collect()
        return {name: count for name, count in counts} or {'': rows}

    def _test(self, task):
        failures, warns, errors = self._verdicts.of(task)
        # NULL is no condition that holds, as in dbt.
        findings = {'shouldWarn': bool(warns), 'shouldError': bool(errors)}
        if failures is not None:
            findings['failures'] = number(failures)
        found = {'findings': findings}
        if warns or errors:
            rows: DataFrame = self._spark.sql(task['rowsSql']).limit(task['shown'])
            texts = rows.select(*[F.col(quoted(name)).cast('string') for name in rows.columns]).collect()
            found['sample'] = {'columns': rows.columns, 'rows': [list(row) for row in texts]}
        if failures is None or (errors and task['gates']):
            raise Failed(found)
        return found


def partition(row, task):
    keys = len(task['partitionBy'])
    values = list(row)[:keys]
    rows, sums = row['rows'], row['sums']
    known = task['known'].get(json.dumps(values, ensure_ascii=False, separators=(',', ':')))
    return {'values': values, 'rows': rows, 'sums': sums, 'known': known == f'{rows}:{sums}'}


def path_text(text):
    """A name in a path, as Spark's ExternalCatalogUtils.escapePathName writes it."""
    return ''.join(
        f'%{ord(char):02X}' if char in '"#%\'*/:=?\\{[]^\x7f' or '\x01' <= char <= '\x1f' else char for char in text
    )


def number(value):
    return float(value) if isinstance(value, decimal.Decimal) and value % 1 else int(value)


def told(uri):
    """A file that Spark names as a URI, as the client knows it: objects on S3 have addresses, not URIs."""
    return urllib.parse.unquote(uri) if uri.startswith('s3:') else uri


def escaped(path):
    """A path that Hadoop does not take for a glob."""
    return ''.join('\\' + char if char in '*?[]{}\\' else char for char in path)


def quoted(name):
    return '`' + name.replace('`', '``') + '`'


class Schedule:
    """Starts each task when those it waits for are done, earlier ones first."""

    def __init__(self, job, tasks, events):
        self._job = job
        self._tasks = tasks
        self._events = events
        self._waiting = list(job['tasks'])
        self._done = set()
        self._broken = set()
        self._stopped = False

    def run(self):
        running = {}
        with concurrent.futures.ThreadPoolExecutor(self._job['threads']) as pool:
            while True:
                for task in self._ready(self._job['threads'] - len(running)):
                    running[pool.submit(self._perform, task)] = task
                if not running:
                    return
                ended, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
                for future in ended:
                    self._end(running.pop(future), future.result())

    def _ready(self, room):
        if self._stopped:
            return
        for task in list(self._waiting):
            if room <= 0:
                return
            if self._broken.intersection(task['dependsOn']):
                # Nobody starts it, and what waits for it neither: the client says why.
                self._waiting.remove(task)
                self._broken.add(task['id'])
            elif self._done.issuperset(task['dependsOn']):
                self._waiting.remove(task)
                room -= 1
                yield task

    def _perform(self, task):
        self._events.tell(type='started', task=task['id'], at=now())
        try:
            return {'outcome': 'done', 'found': self._tasks.run(task)}
        except Failed as failed:
            return {'outcome': 'failed', 'found': failed.found}
        except Exception as error:
            return {'outcome': 'error', 'message': message_of(error)}

    def _end(self, task, end):
        (self._done if end['outcome'] == 'done' else self._broken).add(task['id'])
        if end['outcome'] != 'done' and self._job['failFast']:
            self._stopped = True
        self._tasks.release(task)
        self._events.tell(type='ended', task=task['id'], at=now(), **end)


def message_of(error):
    text = str(getattr(error, '_desc', None) or getattr(error, 'desc', None) or error)
    first = text.split('\n\tat ')[0].split('\n\nJVM stacktrace')[0].strip()
    # Py4J says which of its objects was called, and Java's last cause says why.
    first = re.sub(r'^An error occurred while calling \S+\n: ', '', first)
    causes = re.findall(r'\nCaused by: ([^\n]+)', text)
    return f'{first}\nCaused by: {causes[-1]}' if causes else first


def now():
    return int(time.time() * 1000)


def is_able(spark, job, events):
    """Tells what Spark it is, or what it lacks."""
    engine = f'Spark {spark.version}'
    missing = [name for name in job['needs'] if not has_class(spark, name)]
    if missing or int(spark.version.split('.')[0]) < 4:
        hadoop = spark._jvm.org.apache.hadoop.util.VersionInfo.getVersion()
        events.tell(type='lacking', engine=engine, hadoop=hadoop, classes=missing)
        return False
    events.tell(type='ready', engine=engine)
    return True


def has_class(spark, name):
    loader = spark._jvm.java.lang.Thread.currentThread().getContextClassLoader()
    try:
        spark._jvm.java.lang.Class.forName(name, False, loader)
        return True
    except Exception:
        return False


def end_with(client, folder):
    """Ends all of this when the process that wants the events is gone, and removes the keys that it left: nobody else would."""
    while True:
        time.sleep(1)
        try:
            os.kill(client, 0)
        except OSError:
            for name in ('keys.json', 'spark.properties'):
                with contextlib.suppress(OSError):
                    os.remove(os.path.join(folder, name))
            os._exit(1)


def end_after(minutes):
    """Ends all of this when it has taken too long: whoever waited for it may be gone."""
    time.sleep(minutes * 60)
    os._exit(1)


def main(address, minutes=None):
    """Settings come from spark-submit. On S3 only Spark can read the job, which comes while Spark starts."""
    if minutes is not None:
        threading.Thread(target=end_after, args=[int(minutes)], daemon=True).start()
    if address.startswith('s3:'):
        spark = SparkSession.builder.getOrCreate()
        folder = RemoteFolder(address, spark)
        nobody = 'there is no job.json: whoever asked for this job is gone'
        job = json.loads(wait_for(folder, 'job.json', PREPARATION, nobody))
    else:
        folder = LocalFolder(address)
        job = json.loads(folder.read('job.json'))
        threading.Thread(target=end_with, args=[job['client'], address], daemon=True).start()
        spark = SparkSession.builder.getOrCreate()
    events = Events(folder)
    if is_able(spark, job, events):
        Schedule(job, Tasks(spark, job, Questions(folder, events).ask), events).run()
        events.tell(type='finished')
    folder.close()
    spark.stop()


main(*sys.argv[1:])
