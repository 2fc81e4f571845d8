"""Runs Spark SQL for the tests: a JSON line in, {"sql": ...}, a JSON line out, with types and rows, or an error."""

import datetime
import decimal
import json
import os
import struct
import sys

from pyspark.sql import SparkSession


def start(folder):
    settings = {
        'spark.driver.bindAddress': '127.0.0.1',
        'spark.driver.host': '127.0.0.1',
        'spark.ui.enabled': 'false',
        'spark.sql.warehouse.dir': folder,
        'spark.sql.session.timeZone': 'UTC',
        'spark.sql.ansi.enabled': 'true',
        'spark.sql.decimalOperations.allowPrecisionLoss': 'false',
        'spark.sql.shuffle.partitions': '1',
        'spark.sql.adaptive.enabled': 'false',
    }
    builder = SparkSession.builder.master('local[2]')
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel('OFF')
    return session


def plain(value):
    """A value as JSON holds it without loss: floats as their bits, other numbers as their digits."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, float):
        return 'f:' + ('nan' if value != value else struct.pack('>d', value).hex())
    if isinstance(value, (int, decimal.Decimal)):
        return format(value, 'f') if isinstance(value, decimal.Decimal) else str(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(' ', 'microseconds')
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return 'x:' + value.hex()
    if isinstance(value, dict):
        return [[plain(key), plain(inner)] for key, inner in value.items()]
    if hasattr(value, '__fields__'):
        return {name: plain(value[name]) for name in value.__fields__}
    return [plain(inner) for inner in value]


def answer(session, sql):
    try:
        frame = session.sql(sql)
        rows = [[plain(value) for value in row] for row in frame.collect()]
        return {'types': [field.dataType.simpleString() for field in frame.schema.fields], 'rows': rows}
    except Exception as error:
        return {'error': str(getattr(error, '_desc', None) or error).split('\n')[0]}


def main():
    # What Spark itself prints goes to the terminal's other stream.
    replies = os.fdopen(os.dup(1), 'w')
    os.dup2(2, 1)
    session = start(sys.argv[1])
    print(json.dumps({'ready': True}), file=replies, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(session, json.loads(line)['sql'])), file=replies, flush=True)
    java = session.sparkContext._gateway.proc
    session.stop()
    java.stdin.close()
    java.wait()


main()
