/**
 * The entries of `--log-format json`, each with its code. Names and codes are dbt's where dbt has the event; those of
 * sparkify begin with S. A diagnostic has its own code.
 */
export const logEvents = {
  MainReportVersion: 'A001',
  ReadingPart: 'S009',
  Deferred: 'S020',
  Retrying: 'S007',
  Reused: 'S013',
  NewFiles: 'S014',
  LogStartLine: 'Q011',
  LogModelResult: 'Q012',
  LogSeedResult: 'Q016',
  LogSnapshotResult: 'Q015',
  LogSourceResult: 'S006',
  LogTestResult: 'Q007',
  LogHookEndLine: 'Q033',
  LogFreshnessResult: 'Q018',
  SkippingDetails: 'Q034',
  FetchingObjects: 'S010',
  ClusterState: 'S015',
  BatchStarted: 'S018',
  BatchFinished: 'S019',
  RecordsQuarantined: 'S001',
  Interrupting: 'S002',
  PublishingRelease: 'S003',
  ReleasePublished: 'S004',
  NotPublished: 'S005',
  Registered: 'S016',
  TaskEnded: 'S017',
  StatsLine: 'Z023',
  CheckFinished: 'S012',
  NothingToRetry: 'S008',
  OperationFinished: 'S011',
  MainEncounteredError: 'Z002',
} as const;

export type LogEvent = keyof typeof logEvents;
