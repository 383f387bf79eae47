import { defineExporter, podTarget } from './exporter.ts';

const database = ['datid', 'datname'];
const server = ['server'];

/**
 * PostgreSQL. `server` is only on what the older code path still has: settings, activity, archiver and replication of the
 * primary come by collectors without it. A family with a `collector` is silent until it is switched on (D103).
 */
export default defineExporter({
  name: 'postgres_exporter',
  source: 'https://github.com/prometheus-community/postgres_exporter v0.20.1 collector/ and cmd/postgres_exporter/queries.go',
  target: podTarget,
  pods: [{ application: 'spilo' }],
  families: [
    { type: 'gauge', labels: server, names: ['pg_up', 'pg_exporter_last_scrape_error', 'pg_exporter_last_scrape_duration_seconds'] },
    { type: 'gauge', labels: [], names: ['pg_settings_*'] },
    { type: 'gauge', labels: ['version', 'short_version', ...server], names: ['pg_static'] },
    { type: 'gauge', labels: ['collector'], names: ['pg_scrape_collector_duration_seconds', 'pg_scrape_collector_success'] },
    { type: 'gauge', labels: database, names: ['pg_stat_database_numbackends', 'pg_stat_database_stats_reset'] },
    {
      type: 'counter',
      labels: database,
      names: [
        'xact_commit',
        'xact_rollback',
        'blks_read',
        'blks_hit',
        'tup_returned',
        'tup_fetched',
        'tup_inserted',
        'tup_updated',
        'tup_deleted',
        'conflicts',
        'temp_files',
        'temp_bytes',
        'deadlocks',
        'blk_read_time',
        'blk_write_time',
        'active_time_seconds_total',
      ].map((column) => `pg_stat_database_${column}`),
    },
    { type: 'gauge', labels: ['datname'], names: ['pg_database_size_bytes', 'pg_database_connection_limit'] },
    { type: 'gauge', labels: ['datname', 'mode'], names: ['pg_locks_count'] },
    { type: 'gauge', labels: [], names: ['pg_replication_lag_seconds', 'pg_replication_is_replica', 'pg_replication_last_replay_seconds'] },
    {
      type: 'gauge',
      labels: ['slot_name', 'slot_type', 'database', 'wal_status'],
      names: [
        'pg_replication_slot_slot_current_wal_lsn',
        'pg_replication_slot_slot_confirmed_flush_lsn',
        'pg_replication_slot_slot_is_active',
        'pg_replication_slot_safe_wal_size_bytes',
        'pg_replication_slot_wal_status',
      ],
    },
    {
      type: 'gauge',
      labels: ['application_name', 'client_addr', 'state', 'slot_name'],
      names: ['pg_stat_replication_pg_current_wal_lsn_bytes', 'pg_stat_replication_pg_wal_lsn_diff'],
    },
    { type: 'counter', labels: [], names: ['pg_stat_archiver_archived_count', 'pg_stat_archiver_failed_count'] },
    { type: 'gauge', labels: [], names: ['pg_stat_archiver_last_archive_age'] },
    {
      type: 'gauge',
      labels: ['datname', 'state', 'usename', 'application_name', 'backend_type', 'wait_event_type', 'wait_event'],
      names: ['pg_stat_activity_count', 'pg_stat_activity_max_tx_duration'],
    },
    {
      type: 'counter',
      labels: [],
      names: ['pg_stat_bgwriter_buffers_clean_total', 'pg_stat_bgwriter_maxwritten_clean_total', 'pg_stat_bgwriter_buffers_alloc_total'],
    },
    { type: 'gauge', labels: [], names: ['pg_wal_segments', 'pg_wal_size_bytes'] },
    {
      type: 'gauge',
      labels: ['datname', 'schemaname', 'relname'],
      names: ['pg_stat_user_tables_n_live_tup', 'pg_stat_user_tables_n_dead_tup', 'pg_stat_user_tables_last_autovacuum'],
    },
    {
      type: 'counter',
      labels: ['user', 'datname', 'queryid'],
      names: ['calls_total', 'seconds_total', 'rows_total', 'block_read_seconds_total', 'block_write_seconds_total'].map(
        (column) => `pg_stat_statements_${column}`,
      ),
      collector: 'stat_statements',
    },
    {
      type: 'gauge',
      labels: [],
      names: ['pg_long_running_transactions', 'pg_long_running_transactions_oldest_timestamp_seconds'],
      collector: 'long_running_transactions',
    },
    {
      type: 'counter',
      labels: [],
      names: ['num_timed_total', 'num_requested_total', 'write_time_total', 'sync_time_total', 'buffers_written_total'].map(
        (column) => `pg_stat_checkpointer_${column}`,
      ),
      collector: 'stat_checkpointer',
    },
    {
      type: 'gauge',
      labels: ['datname'],
      names: ['pg_database_wraparound_age_datfrozenxid_seconds', 'pg_database_wraparound_age_datminmxid_seconds'],
      collector: 'database_wraparound',
    },
    { type: 'gauge', labels: [], names: ['pg_postmaster_start_time_seconds'], collector: 'postmaster' },
  ],
});
