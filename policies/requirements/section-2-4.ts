import { isProduction, isProductionLike } from '../environments.ts';
import { parseImage } from '../kubernetes/images.ts';
import {
  configMapOf,
  type DeployedService,
  expectConfig,
  expectContainer,
  expectDeployment,
  expectObject,
  expectPod,
  forEvery,
  inEvery,
} from './model/expectations.ts';
import { manualOf } from './model/manual-environments.ts';
import { absent, amount, anything, atLeast, exactly, including, keys, type Pattern, text, without } from './model/pattern.ts';
import type { Evidence, Requirement, Shortfall } from './model/requirement.ts';

const section = '2.4';

const requirements: readonly Requirement[] = [
  {
    id: 'R30',
    section,
    requirement: 'Each service is an apps/v1 Deployment with the label app; its version is visible as a label; the selector is app only.',
    where: 'Deployment <service>: labels of the object and of the pods, selector',
    deviation: {
      defects: ['D36'],
      text: 'The labels version and app.kubernetes.io/version follow the tag of the image that is released, v1.0.0 at first.',
    },
    check: (evidence) =>
      forEvery(evidence, (service) => {
        const tag = tagOf(service) ?? '1.0.0';
        const labels = { app: service.name, version: `v${tag}`, 'app.kubernetes.io/version': tag };
        return expectDeployment(service, {
          apiVersion: 'apps/v1',
          metadata: { labels },
          spec: { selector: exactly({ matchLabels: { app: service.name } }), template: { metadata: { labels } } },
        });
      }),
  },
  {
    id: 'R31',
    section,
    requirement: 'A service has at least 3 replicas in production.',
    where: 'ScaledObject <service>: minReplicaCount; the Deployment sets no replicas',
    deviation: { defects: ['D5', 'D33'], text: 'The least is 6, which is 3 in each of the 2 zones; the autoscaler owns the number.' },
    check: (evidence) =>
      forEvery(evidence, (service) =>
        isProduction(service.world)
          ? [
              ...expectDeployment(service, { spec: { replicas: absent } }),
              ...expectObject(
                service.world,
                { kind: 'ScaledObject', namespace: service.namespace, name: service.name },
                {
                  spec: { minReplicaCount: atLeast(3), idleReplicaCount: absent },
                },
              ),
            ]
          : [],
      ),
  },
  {
    id: 'R32',
    section,
    requirement: 'Updates roll with maxSurge 1 and maxUnavailable 0.',
    where: 'Deployment <service>: strategy',
    check: (evidence) =>
      forEvery(evidence, (service) =>
        expectDeployment(service, { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } } }),
      ),
  },
  {
    id: 'R33',
    section,
    requirement: 'Pods are marked for scraping on port 9091, path /metrics.',
    where: 'Deployment <service>: annotations of the pods',
    check: (evidence) =>
      forEvery(evidence, (service) =>
        expectDeployment(service, {
          spec: {
            template: {
              metadata: { annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9091', 'prometheus.io/path': '/metrics' } },
            },
          },
        }),
      ),
  },
  {
    id: 'R34',
    section,
    requirement: 'Pods of a service prefer different hosts, with weight 100.',
    where: 'Deployment <service>: podAntiAffinity',
    check: (evidence) =>
      forEvery(evidence, (service) =>
        expectPod(service, {
          affinity: {
            podAntiAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [
                {
                  weight: 100,
                  podAffinityTerm: {
                    topologyKey: 'kubernetes.io/hostname',
                    labelSelector: exactly({ matchExpressions: [{ key: 'app', operator: 'In', values: [service.name] }] }),
                  },
                },
              ],
            },
          },
        }),
      ),
  },
  {
    id: 'R35',
    section,
    requirement:
      'The image is registry.example.com/erp/<service> in the released version, pulled if not present with registry-credentials.',
    where: 'Deployment <service>: image, imagePullPolicy, imagePullSecrets; ExternalSecret registry-credentials',
    deviation: {
      defects: ['D37', 'D38'],
      text: 'Tag and digest, because a tag can change; the pull secret, which the manual never makes, comes from Vault.',
    },
    check: (evidence) =>
      forEvery(evidence, (service) => [
        ...expectContainer(service, {
          image: text(imageOf(service.name), `registry.example.com/erp/${service.name} with a version and a digest`),
          imagePullPolicy: 'IfNotPresent',
        }),
        ...expectPod(service, { imagePullSecrets: including({ name: 'registry-credentials' }) }),
        ...expectObject(
          service.world,
          { kind: 'ExternalSecret', namespace: service.namespace, name: 'registry-credentials' },
          {
            spec: {
              target: {
                name: 'registry-credentials',
                template: { type: 'kubernetes.io/dockerconfigjson', data: keys('.dockerconfigjson') },
              },
            },
          },
        ),
      ]),
  },
  {
    id: 'R36',
    section,
    requirement: 'The ports are http 8000, grpc 50051 and metrics 9091, all TCP.',
    where: 'Deployment <service>: ports of the container',
    check: (evidence) =>
      forEvery(evidence, (service) =>
        expectContainer(service, {
          ports: [
            { name: 'http', containerPort: 8000, protocol: 'TCP' },
            { name: 'grpc', containerPort: 50051, protocol: 'TCP' },
            { name: 'metrics', containerPort: 9091, protocol: 'TCP' },
          ],
        }),
      ),
  },
  {
    id: 'R37',
    section,
    requirement: 'APP_HOST is 0.0.0.0 and APP_PORT is 8000.',
    where: 'Deployment <service>: env of the container',
    check: (evidence) =>
      forEvery(evidence, (service) =>
        expectContainer(service, { env: including({ name: 'APP_HOST', value: '0.0.0.0' }, { name: 'APP_PORT', value: '8000' }) }),
      ),
  },
  {
    id: 'R38',
    section,
    requirement: 'A service reads its ConfigMap and its Secret; the ConfigMap is also readable, read-only, at /app/config.',
    where: 'Deployment <service>: envFrom the ConfigMap, volumes config and secrets, variables <KEY>_FILE',
    deviation: {
      defects: ['D26'],
      text: 'The Secret is not in the environment but in read-only files of mode 0400 at /app/secrets, which <KEY>_FILE names.',
    },
    check: (evidence) => forEvery(evidence, expectConfiguration),
  },
  {
    id: 'R39',
    section,
    requirement: 'A container requests 500m CPU and 512Mi memory.',
    where: 'Deployment <service>: requests; staging as production, dev and test a quarter',
    check: (evidence) => expectCompute(evidence, 'requests', { cpu: '500m', memory: '512Mi' }, { cpu: '125m', memory: '128Mi' }),
  },
  {
    id: 'R40',
    section,
    requirement: 'A container is limited to 2000m CPU and 2Gi memory.',
    where: 'Deployment <service>: limits; staging as production, dev and test a quarter',
    check: (evidence) => expectCompute(evidence, 'limits', { cpu: '2000m', memory: '2Gi' }, { cpu: '500m', memory: '512Mi' }),
  },
  {
    id: 'R41',
    section,
    requirement: 'Liveness is asked by HTTP on port 8000 after 30 s, every 10 s, with 5 s to answer, 3 failures.',
    where: 'Deployment <service>: livenessProbe on the port http (R36)',
    deviation: {
      defects: ['D30'],
      text: 'The path is /health/live, which asks the process only: an outage of a store must not restart pods.',
    },
    check: (evidence) =>
      expectProbe(evidence, 'livenessProbe', '/health/live', {
        initialDelaySeconds: 30,
        periodSeconds: 10,
        timeoutSeconds: 5,
        failureThreshold: 3,
      }),
  },
  {
    id: 'R42',
    section,
    requirement: 'Readiness is asked by HTTP on port 8000 after 10 s, every 5 s, with 3 s to answer, 1 success, 3 failures.',
    where: 'Deployment <service>: readinessProbe on the port http (R36)',
    deviation: { defects: ['D30'], text: 'The path is /health/ready, which asks the stores too.' },
    check: (evidence) =>
      expectProbe(evidence, 'readinessProbe', '/health/ready', {
        initialDelaySeconds: 10,
        periodSeconds: 5,
        timeoutSeconds: 3,
        successThreshold: 1,
        failureThreshold: 3,
      }),
  },
  {
    id: 'R43',
    section,
    requirement: 'Startup is asked by HTTP on port 8000 at once, every 5 s, with 3 s to answer, 30 failures: 150 s.',
    where: 'Deployment <service>: startupProbe on the port http (R36)',
    deviation: { defects: ['D30'], text: 'The path is /health/live, as for liveness.' },
    check: (evidence) =>
      expectProbe(evidence, 'startupProbe', '/health/live', {
        initialDelaySeconds: 0,
        periodSeconds: 5,
        timeoutSeconds: 3,
        failureThreshold: 30,
      }),
  },
  {
    id: 'R44',
    section,
    requirement: 'Containers run as user 1000, not root, without privilege escalation or capabilities, on a read-only root file system.',
    where: 'Deployment <service>: securityContext of the container; that of the pod adds seccompProfile RuntimeDefault (D28)',
    check: (evidence) =>
      forEvery(evidence, (service) => [
        ...expectContainer(service, {
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: exactly({ drop: ['ALL'] }),
          },
        }),
        ...expectPod(service, { securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } } }),
      ]),
  },
  {
    id: 'R45',
    section,
    requirement: '/tmp is a writable emptyDir.',
    where: 'Deployment <service>: volume tmp, with a size limit (D39)',
    check: (evidence) =>
      forEvery(evidence, (service) => [
        ...expectPod(service, { volumes: including({ name: 'tmp', emptyDir: { sizeLimit: anything } }) }),
        ...expectContainer(service, { volumeMounts: including({ name: 'tmp', mountPath: '/tmp', readOnly: absent }) }),
      ]),
  },
  {
    id: 'R46',
    section,
    requirement: 'A pod has 60 s to end.',
    where: 'Deployment <service>: terminationGracePeriodSeconds; ConfigMap <service>-config: SHUTDOWN_DRAIN_SECONDS',
    deviation: {
      defects: ['D32'],
      text: 'Of the 60 s the first 10 wait for the endpoints to go (preStop), and 45 are left to the service to drain.',
    },
    check: (evidence) =>
      forEvery(evidence, (service) => [
        ...expectPod(service, { terminationGracePeriodSeconds: 60 }),
        ...expectContainer(service, { lifecycle: { preStop: { sleep: { seconds: 10 } } } }),
        ...expectConfig(service, { SHUTDOWN_DRAIN_SECONDS: '45' }),
      ]),
  },
  {
    id: 'R47',
    section,
    requirement: 'After a deployment the rollout, the pods by label and the logs can be looked at.',
    where: 'Deployment <service>: progressDeadlineSeconds, label app (R30); AppProjects: applications and logs may be read',
    check: (evidence) => [
      ...forEvery(evidence, (service) => expectDeployment(service, { spec: { progressDeadlineSeconds: atLeast(1) } })),
      ...inEvery(evidence, (world) => {
        const { environment } = world;
        const allowed = (role: string, resource: string) =>
          `p, proj:erp-${environment}:${role}, ${resource}, get, erp-${environment}/*, allow`;
        const name = { kind: 'AppProject', namespace: 'argocd', name: `erp-${environment}` };
        const role = manualOf(world).group;
        const policies = including(allowed(role, 'applications'), allowed(role, 'logs'));
        return expectObject(evidence.argocd, name, { spec: { roles: including({ name: role, policies }) } });
      }),
    ],
  },
];

export default requirements;

function imageOf(service: string): RegExp {
  return new RegExp(
    `^registry\\.example\\.com/erp/${service.replace(/[^\w-]/g, '')}:\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?@sha256:[0-9a-f]{64}$`,
  );
}

/** The tag of a service's image. */
function tagOf({ world, namespace, name }: DeployedService): string | undefined {
  const deployment = world.find('Deployment', namespace, name);
  const container = deployment && world.podOf(deployment)?.containers.find((candidate) => candidate.name === name);
  const image = container?.fields['image'];
  return typeof image === 'string' ? parseImage(image).tag : undefined;
}

function expectConfiguration(service: DeployedService): readonly Shortfall[] {
  const { name, manual } = service;
  const configMap = configMapOf(service)?.name ?? `${name}-config`;
  const secretKeys = manual === undefined ? [] : ['DATABASE_URL', 'REDIS_URL', 'JWT_SECRET', 'ENCRYPTION_KEY'];
  return [
    ...expectPod(service, {
      volumes: including(
        { name: 'config', configMap: { name: configMap } },
        { name: 'secrets', secret: { secretName: `${name}-secrets`, defaultMode: 0o400 } },
      ),
    }),
    ...expectContainer(service, {
      envFrom: exactly([{ configMapRef: { name: configMap } }]),
      volumeMounts: including(
        { name: 'config', mountPath: '/app/config', readOnly: true },
        { name: 'secrets', mountPath: '/app/secrets', readOnly: true },
      ),
    }),
    ...expectContainer(service, { env: without({ valueFrom: { secretKeyRef: anything } }) }),
    ...secretKeys.flatMap((key) => expectContainer(service, { env: including({ name: `${key}_FILE`, value: `/app/secrets/${key}` }) })),
  ];
}

interface Compute {
  readonly cpu: string;
  readonly memory: string;
}

/** Sizes of the services of the manual; those of others are their own business. */
function expectCompute(evidence: Evidence, kind: 'requests' | 'limits', full: Compute, quarter: Compute): readonly Shortfall[] {
  return forEvery(evidence, (service) => {
    if (service.manual === undefined) return [];
    const { cpu, memory } = isProductionLike(service.world) ? full : quarter;
    return expectContainer(service, { resources: { [kind]: { cpu: amount(cpu), memory: amount(memory) } } });
  });
}

/** Every service is asked by HTTP; the timings are the manual's for its services, in production and its rehearsal. */
function expectProbe(evidence: Evidence, probe: string, path: string, timing: Pattern): readonly Shortfall[] {
  return forEvery(evidence, (service) => [
    ...expectContainer(service, { [probe]: { httpGet: { path, port: 'http' } } }),
    ...(service.manual !== undefined && isProductionLike(service.world) ? expectContainer(service, { [probe]: timing }) : []),
  ]);
}
