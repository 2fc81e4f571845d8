"""Runs a program of Spark in a Java that is there, with the settings that spark-submit would give it."""

import runpy
import sys

from pyspark import SparkContext


def submit(master, properties, program):
    SparkContext._ensure_initialized()
    jvm = SparkContext._jvm
    stop_active(jvm)
    set_properties(jvm.java.lang.System, load(jvm, properties), master)
    sys.argv = program
    runpy.run_path(program[0], run_name='__main__')


def stop_active(jvm):
    """A job that was killed leaves its context behind."""
    active = getattr(getattr(jvm.org.apache.spark, 'SparkContext$'), 'MODULE$').getActive()
    if active.isDefined():
        active.get().stop()


def load(jvm, path):
    properties = jvm.java.util.Properties()
    reader = jvm.java.io.InputStreamReader(jvm.java.io.FileInputStream(path), 'UTF-8')
    properties.load(reader)
    reader.close()
    return properties


def set_properties(system, properties, master):
    """A new context takes its settings from those of Java."""
    for name in list(system.getProperties().stringPropertyNames()):
        if name.startswith('spark.'):
            system.clearProperty(name)
    system.getProperties().putAll(properties)
    system.setProperty('spark.master', master)
    system.setProperty('spark.app.name', 'job.py')


_, _, master, _, properties, *program = sys.argv
submit(master, properties, program)
