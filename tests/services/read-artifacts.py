"""Parses the artifacts of a target folder as another tool would, and prints what it found as JSON.

Usage: python read-artifacts.py TARGET
"""
import json
import pathlib
import sys

from dbt_artifacts_parser import parser

target = pathlib.Path(sys.argv[1])


def read(name):
    return json.loads((target / name).read_text(encoding="utf-8"))


manifest = parser.parse_manifest(read("manifest.json"))
results = parser.parse_run_results(read("run_results.json"))
catalog = parser.parse_catalog(read("catalog.json"))
sources = parser.parse_sources(read("sources.json")) if (target / "sources.json").exists() else None
kinds = [type(each).__name__ for each in (manifest, results, catalog, sources) if each is not None]
statuses = {result.unique_id: result.status.value for result in results.results}
freshness = {result.unique_id: result.status.value if hasattr(result.status, "value") else result.status for result in sources.results} if sources else {}
nodes = {unique_id: node.resource_type for unique_id, node in manifest.nodes.items()}
tables = {**catalog.nodes, **catalog.sources}
columns = {unique_id: {name: each.type for name, each in table.columns.items()} for unique_id, table in tables.items()}
lineage = {unique_id: list(node.meta["sparkify_lineage"]["columns"]) for unique_id, node in manifest.nodes.items() if "sparkify_lineage" in (node.meta or {})}
extra = {
    "exposures": list(manifest.exposures),
    "groups": list(manifest.groups),
    "docs": list(manifest.docs),
    "macros": list(manifest.macros),
    "selectors": list(manifest.selectors),
    "disabled": list(manifest.disabled),
    "unit_tests": list(manifest.unit_tests),
    "group_map": manifest.group_map,
}
print(json.dumps({"kinds": kinds, "nodes": nodes, "sources": list(manifest.sources), "statuses": statuses, "columns": columns, "freshness": freshness, "lineage": lineage, "extra": extra}))
