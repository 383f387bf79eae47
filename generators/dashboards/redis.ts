import * as units from '@grafana/grafana-foundation-sdk/units';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { thresholds } from '../model/service/objectives.ts';
import type { DashboardPlan, Row } from './layout.ts';
import { lines, numbers, runbookOf } from './panels.ts';
import { rate, share, window } from './queries.ts';
import { labelVariable } from './variables.ts';

const server = 'namespace="$namespace"';

/** Redis, its replicas, and the HAProxy in front of it (manual 5.3). */
export function redisDashboard(platform: PlatformDefinition): DashboardPlan {
  return {
    uid: 'redis',
    title: 'ERP / Redis',
    variables: [labelVariable('namespace', 'namespace', 'redis_up')],
    rows: [health(platform), load(), memory(), proxy()],
  };
}

function health(platform: PlatformDefinition): Row {
  return {
    title: 'Health',
    height: 4,
    panels: [
      numbers({
        title: 'Masters',
        description: 'One. None: nothing can be written. Two: split brain.',
        unit: units.Short,
        queries: { masters: `count(redis_instance_info{${server}, role="master"}) or vector(0)` },
        red: { below: 1 },
        runbook: runbookOf(platform, 'RedisMasterCountWrong'),
      }),
      numbers({
        title: 'Replicas connected',
        description: 'To the master. None: its loss loses data.',
        unit: units.Short,
        queries: { replicas: `max(redis_connected_slaves{${server}})` },
        runbook: runbookOf(platform, 'RedisReplicaMissing'),
      }),
      numbers({
        title: 'Servers up',
        description: 'That the exporter beside them reaches.',
        unit: units.Short,
        queries: { up: `sum(redis_up{${server}})` },
        red: { below: 1 },
      }),
      numbers({
        title: 'Clients of the limit',
        description: 'Share of maxclients, of the fullest server.',
        unit: units.PercentUnit,
        queries: { used: `max(${share(`redis_connected_clients{${server}}`, `redis_config_maxclients{${server}}`)})` },
        red: thresholds.connections,
      }),
      numbers({
        title: 'Last snapshot',
        description: 'Age of the last one on disk, of the worst server.',
        unit: units.Seconds,
        queries: { age: `time() - min(redis_rdb_last_save_timestamp_seconds{${server}})` },
      }),
    ],
  };
}

function load(): Row {
  const hits = rate(`redis_keyspace_hits_total{${server}}`, ['pod']);
  return {
    title: 'Load',
    height: 8,
    perLine: 3,
    panels: [
      lines({
        title: 'Commands',
        description: 'Of each server.',
        unit: units.OpsPerSecond,
        queries: { '{{pod}}': rate(`redis_commands_processed_total{${server}}`, ['pod']) },
      }),
      lines({
        title: 'Time of a command',
        description: 'The mean of the ten slowest kinds.',
        unit: units.Seconds,
        queries: {
          '{{cmd}}': `topk(10, ${share(rate(`redis_commands_duration_seconds_total{${server}}`, ['cmd']), rate(`redis_commands_total{${server}}`, ['cmd']))})`,
        },
      }),
      lines({
        title: 'Keys found',
        description: 'Share of the look-ups that found something.',
        unit: units.PercentUnit,
        max: 1,
        queries: { '{{pod}}': share(hits, `(${hits} + ${rate(`redis_keyspace_misses_total{${server}}`, ['pod'])})`) },
      }),
      lines({
        title: 'Clients',
        description: 'Connected to each server.',
        unit: units.Short,
        queries: { '{{pod}}': `sum by (pod) (redis_connected_clients{${server}})` },
      }),
      lines({
        title: 'Network',
        description: 'Sent by each server.',
        unit: units.BytesPerSecondIEC,
        queries: { '{{pod}}': rate(`redis_net_output_bytes_total{${server}}`, ['pod']) },
      }),
      lines({
        title: 'Connections refused',
        description: 'Because maxclients was reached; in each step.',
        unit: units.Short,
        queries: { '{{pod}}': `sum by (pod) (increase(redis_rejected_connections_total{${server}}[${window}]))` },
        red: 1,
      }),
    ],
  };
}

function memory(): Row {
  const each = (metric: string) => `max by (pod) (${metric}{${server}})`;
  return {
    title: 'Memory and keys',
    height: 8,
    panels: [
      lines({
        title: 'Memory of the limit',
        description: 'Share of maxmemory; above it keys are evicted or writes refused.',
        unit: units.PercentUnit,
        queries: { '{{pod}}': share(each('redis_memory_used_bytes'), each('redis_memory_max_bytes')) },
        red: thresholds.resources,
      }),
      lines({
        title: 'Keys',
        description: 'Of the fullest server, by database.',
        unit: units.Short,
        queries: { '{{db}}': `max by (db) (redis_db_keys{${server}})` },
      }),
      lines({
        title: 'Keys gone',
        description: 'Evicted for want of memory, and expired.',
        unit: units.OpsPerSecond,
        queries: { evicted: rate(`redis_evicted_keys_total{${server}}`), expired: rate(`redis_expired_keys_total{${server}}`) },
      }),
    ],
  };
}

function proxy(): Row {
  return {
    title: 'HAProxy and replication',
    height: 8,
    panels: [
      lines({
        title: 'Servers behind HAProxy',
        description: 'That it takes for alive, by what it offers them for.',
        unit: units.Short,
        queries: { '{{proxy}}': `max by (proxy) (haproxy_backend_active_servers{${server}})` },
      }),
      lines({
        title: 'Sessions of HAProxy',
        description: 'Open now.',
        unit: units.Short,
        queries: { '{{proxy}}': `sum by (proxy) (haproxy_frontend_current_sessions{${server}})` },
      }),
      lines({
        title: 'Replicas behind the master',
        description: 'Seconds since a replica was last heard of.',
        unit: units.Seconds,
        queries: { '{{slave_ip}}': `max by (slave_ip) (redis_connected_slave_lag_seconds{${server}})` },
      }),
    ],
  };
}
