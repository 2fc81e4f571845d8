"""Starts a Java with Spark in it, tells in a JSON line how to reach it, and ends it when there is no more input."""

import json
import os
import sys

from pyspark.java_gateway import launch_gateway

# What Spark itself prints goes to the terminal's other stream.
replies = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)
gateway = launch_gateway()
address = gateway.gateway_parameters
print(json.dumps({'port': address.port, 'secret': address.auth_token}), file=replies, flush=True)
sys.stdin.read()
gateway.proc.stdin.close()
gateway.proc.wait()
