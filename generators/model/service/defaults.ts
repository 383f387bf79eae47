import type { NamedPort } from './ports.ts';
import type { Compute, ServiceSettings } from './service.ts';

/** Where every process shows its metrics, and answers probes where it has no port of its own (manual 2.4). */
export const metricsPort: NamedPort = { name: 'metrics', number: 9091, protocol: 'http' };

/** The user of every container (manual 2.4, 4.2). */
export const runAs = 1000;

/** What a container may have at most in any namespace (`LimitRange`). */
export const containerMost: Compute = { cpu: '4000m', memory: '8Gi', ephemeralStorage: '10Gi' };

/**
 * What a service gets unless its file says otherwise: the manual's numbers for production (2.2, 2.4, 2.6, 2.7).
 * Probe paths are split (D30): a process that lives but cannot reach its database must not be killed for it.
 */
export const serviceDefaults: ServiceSettings = {
  resources: {
    requests: { cpu: '500m', memory: '512Mi', ephemeralStorage: '256Mi' },
    limits: { cpu: '2000m', memory: '2Gi', ephemeralStorage: '1Gi' },
  },
  probes: {
    liveness: { path: '/health/live', initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    readiness: { path: '/health/ready', initialDelaySeconds: 10, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 },
    startup: { path: '/health/live', initialDelaySeconds: 0, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 30 },
  },
  pools: { databaseMax: 20, databaseMin: 5, redisMax: 50 },
  scaling: { cpuUtilization: 70, memoryUtilization: 80, requestsPerSecond: 1000 },
  maxReplicas: 20,
  maxBodySize: '16Mi',
  config: {},
  reaches: {},
  // Of the 60 s between SIGTERM and SIGKILL the endpoints drain in 10, and the application ends its requests in 45 (2.4).
  shutdown: { preStopSeconds: 10, drainSeconds: 45, graceSeconds: 60 },
};
