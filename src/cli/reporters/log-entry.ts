import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { NodeLabel, NodeResult, RunEvent } from '../../run/run-event.ts';
import { hasFailed } from '../../run/totals.ts';
import type { LogEntry } from '../output/json-line.ts';
import type { LogEvent } from '../output/log-events.ts';
import { renderQuantity } from '../output/quantity.ts';
import { registeredLines } from '../output/registered-text.ts';
import { batchPhrase } from './batch-phrase.ts';
import type { EventOf } from './event-of.ts';
import { fetchingLine } from './fetch-lines.ts';
import { newFilesLine } from './new-files-line.ts';
import { finishedPhrase, nodeTitle } from './node-phrase.ts';
import { notPublishedLine, publishedLines, taskEndedLines } from './publish-lines.ts';
import { readingLines } from './reading-lines.ts';
import { retryLines } from './retry-lines.ts';
import { reusedLine } from './reused-line.ts';
import { runHeader } from './run-header.ts';
import { totalsLine } from './run-totals.ts';

/** An event as an entry of the log. */
export function logEntry(event: RunEvent, version: string): LogEntry {
  const entry = (name: LogEvent, message: string, data: LogEntry['data'] = withoutType(event)) =>
    ({ level: 'info', event: name, message, data }) as const;
  switch (event.type) {
    case 'run-started':
      return entry('MainReportVersion', runHeader(event, version).join('; '), {
        version,
        ...withoutType(event),
      });
    case 'reading':
      return entry('ReadingPart', readingLines(event).join('; '));
    case 'deferred':
      return entry('Deferred', readingLines(event).join('; '));
    case 'retrying':
      return entry('Retrying', retryLines(event).join('; '));
    case 'reused':
      return entry('Reused', reusedLine(event), {
        release: event.release,
        nodes: event.nodes.map(({ uniqueId }) => uniqueId),
      });
    case 'new-files':
      return entry('NewFiles', newFilesLine(event));
    case 'diagnostic':
      return diagnosticEntry(event.diagnostic);
    case 'node-started':
      return nodeStarted(event);
    case 'node-finished':
      return nodeFinished(event);
    case 'batch-started':
    case 'batch-finished':
      return batchEntry(event);
    case 'quarantined':
      return { ...entry('RecordsQuarantined', quarantinedText(event)), level: 'warn' };
    case 'cluster':
      return entry('ClusterState', event.message);
    case 'fetching':
      return entry('FetchingObjects', fetchingLine(event));
    case 'interrupting':
      return { ...entry('Interrupting', 'Interrupting'), level: 'warn' };
    case 'publishing':
      return entry('PublishingRelease', `Publishing ${event.tables} tables`);
    case 'published':
      return entry('ReleasePublished', publishedLines(event)[0]!);
    case 'not-published':
      return entry('NotPublished', notPublishedLine(event));
    case 'registered':
      return entry('Registered', registeredLines(event.registered).join('; '), { ...event.registered });
    case 'task-ended':
      return entry('TaskEnded', taskEndedLines(event)[0]!);
    case 'run-finished':
      return runFinished(event);
  }
}

function quarantinedText({ report: { records, source } }: EventOf<'quarantined'>): string {
  return `Quarantined ${renderQuantity(records, 'record')} of ${source}`;
}

export function diagnosticEntry(diagnostic: Diagnostic): LogEntry {
  const { severity: level, code, message } = diagnostic;
  return { level, event: { diagnostic: code }, message, data: { ...diagnostic } };
}

function nodeStarted({ index, total, node }: EventOf<'node-started'>): LogEntry {
  const data = { index, total, node_info: nodeInfo(node, 'started') };
  return { level: 'info', event: 'LogStartLine', message: `START ${nodeTitle(node)}`, data };
}

function nodeFinished({ index, total, result }: EventOf<'node-finished'>): LogEntry {
  const { node, executionTime, startedAt, ...rest } = result;
  const { text, status } = finishedPhrase(result);
  return {
    level: levels[result.status],
    event: result.status === 'skipped' ? 'SkippingDetails' : resultEvent(node),
    message: `${text} [${status}]`,
    data: {
      index,
      total,
      execution_time: executionTime,
      node_info: { ...nodeInfo(node, result.status), node_started_at: startedAt },
      ...rest,
    },
  };
}

function batchEntry(event: EventOf<'batch-started' | 'batch-finished'>): LogEntry {
  if (event.type === 'batch-started') {
    const message = `START batch ${event.label} of ${event.node.name}`;
    return {
      level: 'info',
      event: 'BatchStarted',
      message,
      data: { ...batchData(event), batch: event.label },
    };
  }
  const { text, status } = batchPhrase(event);
  const { batch, label, executionTime, ...rest } = event.result;
  return {
    level: event.result.status === 'error' ? 'error' : 'info',
    event: 'BatchFinished',
    message: `${text} [${status}]`,
    data: { ...batchData(event), batch: label, ...batch, execution_time: executionTime, ...rest },
  };
}

function batchData({ index, total, node }: EventOf<'batch-started' | 'batch-finished'>): LogEntry['data'] {
  return { batch_index: index, total_batches: total, node_info: nodeInfo(node, 'started') };
}

function runFinished(event: EventOf<'run-finished'>): LogEntry {
  const { totals, seconds, results, exposures = [] } = event;
  const stats = { ...totals, total: results.length };
  return {
    level: hasFailed(event) ? 'error' : 'info',
    event: 'StatsLine',
    message: totalsLine(event),
    data: { stats, elapsed: seconds, exposures },
  };
}

function nodeInfo(node: NodeLabel, status: string): Record<string, string> {
  return {
    unique_id: node.uniqueId,
    node_name: node.name,
    node_path: node.file,
    resource_type: node.resourceType,
    materialized: node.kind,
    node_status: status,
  };
}

function resultEvent({ kind, resourceType }: NodeLabel): LogEvent {
  return kind === 'freshness' ? 'LogFreshnessResult' : resultEvents[resourceType];
}

const resultEvents = {
  model: 'LogModelResult',
  seed: 'LogSeedResult',
  snapshot: 'LogSnapshotResult',
  source: 'LogSourceResult',
  test: 'LogTestResult',
  operation: 'LogHookEndLine',
  unit_test: 'LogTestResult',
} as const;

const levels: Readonly<Record<NodeResult['status'], LogEntry['level']>> = {
  success: 'info',
  pass: 'info',
  skipped: 'info',
  reused: 'info',
  warn: 'warn',
  interrupted: 'warn',
  fail: 'error',
  error: 'error',
  'partial success': 'error',
};

function withoutType({ type: _, ...data }: RunEvent): LogEntry['data'] {
  return data;
}
