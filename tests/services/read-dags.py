"""Prints what Airflow makes of the DAGs of a folder, as JSON."""

import json
import sys

from airflow.dag_processing.dagbag import DagBag

bag = DagBag(dag_folder=sys.argv[1])
json.dump(
    {
        "errors": bag.import_errors,
        "dags": {
            dag.dag_id: {
                "schedule": dag.schedule,
                "timezone": str(dag.timezone),
                "catchup": dag.catchup,
                "maxActiveRuns": dag.max_active_runs,
                "tasks": [
                    {
                        "id": task.task_id,
                        "operator": type(task).__name__,
                        "after": sorted(task.upstream_task_ids),
                        "trigger": task.trigger_rule.value,
                        "retries": task.retries,
                        "timeoutMinutes": task.execution_timeout.total_seconds() / 60,
                        "command": getattr(task, "bash_command", None),
                        "cluster": getattr(task, "job_flow_overrides", None),
                        "env": getattr(task, "env", None),
                    }
                    for task in dag.topological_sort()
                ],
            }
            for dag in bag.dags.values()
        },
    },
    sys.stdout,
)
