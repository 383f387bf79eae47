import { cloudOf } from '../clouds/clouds.ts';
import { alertedConditions } from '../model/environment/alerting.ts';
import type { ArgoSize } from '../model/environment/argo-size.ts';
import { zoneKey } from '../model/platform/data-layer.ts';
import { argoSecrets } from '../model/platform/operators.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { priorities } from '../model/priorities.ts';
import type { Amounts } from '../model/service/quantity.ts';
import { overZones } from './apart.ts';
import { healthScripts } from './argo-cd-health.ts';
import { notificationValues } from './argo-cd-notifications.ts';
import type { Chart } from './chart.ts';
import { haproxyBounds, oneByOne } from './redis-ha.ts';

/** Kinds that change all the time and that no Application owns: watching them is only load. */
const exclusions = `- apiGroups: ['']
  kinds: [Endpoints]
- apiGroups: [discovery.k8s.io]
  kinds: [EndpointSlice]
- apiGroups: [coordination.k8s.io]
  kinds: [Lease]
- apiGroups: [authentication.k8s.io, authorization.k8s.io]
  kinds: ['*']
- apiGroups: [cert-manager.io]
  kinds: [CertificateRequest]
- apiGroups: [acme.cert-manager.io]
  kinds: [Order, Challenge]
- apiGroups: [metrics.k8s.io, custom.metrics.k8s.io, external.metrics.k8s.io]
  kinds: ['*']
`;

/** Which chart it is. */
export const argoCdChart = {
  name: 'argo-cd',
  source: 'generators/charts/argo-cd.ts',
  repository: 'https://argoproj.github.io/argo-helm',
  chart: 'argo-cd',
  version: '10.1.1',
} as const;

/** Argo CD, by itself (manual 1.1, 4.1, D3, D81): highly available, and nobody in it but by the AppProjects. */
export function argoCd(platform: PlatformDefinition, issuer: string, size: ArgoSize): Chart {
  const { argo, argoNamespace } = platform;
  const { shards, processors, builds, scratch } = size;
  // Scraped by the PodMonitor of the application monitoring.
  const metrics = { enabled: true, serviceMonitor: { enabled: false } };
  // The chart has no policy for its Redis: with its default deny Argo CD could not install the Application that has one.
  // The namespace is closed by `argo-cd`, together with the ways that the chart leaves out.
  const networkPolicy = { create: true, defaultDenyIngress: false };
  const pdb = { enabled: true, minAvailable: 1 };
  // The chart selects the pods of each.
  const topologySpreadConstraints = [overZones];
  const resources = (cpu: string, memory: string, most: string) => ({
    requests: { cpu, memory },
    limits: { cpu: '2000m', memory: most },
  });
  const redisHelper = { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '200m', memory: '128Mi' } };
  return {
    ...argoCdChart,
    syncWave: 10,
    namespace: argoNamespace,
    values: {
      fullnameOverride: 'argocd',
      global: {
        // The chart's is 3.4.4, which skips a commit that arrives during a sync (manifest-generate-paths, mended in 3.4.5) and shows
        // more of Secrets in server-side differences (3.4.7).
        image: { repository: 'quay.io/argoproj/argocd', tag: 'v3.4.7' },
        domain: argo.host,
        priorityClassName: priorities.platform.name,
        logging: { format: 'json' },
        networkPolicy,
      },
      crds: { install: true, keep: true },
      configs: {
        cm: {
          'admin.enabled': 'false',
          'users.anonymous.enabled': 'false',
          // A label would be shared with the charts; the annotation also says which Application an object belongs to.
          'application.resourceTrackingMethod': 'annotation',
          'application.sync.requireOverridePrivilegeForRevisionSync': 'true',
          // Only where a project gives it: in dev.
          'exec.enabled': 'true',
          ...healthScripts,
          'resource.exclusions': exclusions,
          'oidc.config': `name: SSO
issuer: ${platform.identity.issuer}
clientID: argocd
clientSecret: $${argoSecrets.login.name}:${argoSecrets.login.key}
enablePKCEAuthentication: true
requestedScopes: [openid, profile, email, groups]
`,
        },
        params: {
          'server.insecure': 'false',
          // What the API server adds to an object is no difference: without it, Gateways and routes stay out of sync for ever.
          'controller.diff.server.side': 'true',
          ...(processors && {
            'controller.status.processors': String(processors.status),
            'controller.operation.processors': String(processors.operation),
            'controller.kubectl.parallelism.limit': String(processors.kubectl),
          }),
          // By rank, and so evenly. The default goes by a hash, and consistent hashing counts Applications by the address of their
          // cluster, which those that name it leave empty (3.4.7, `getAppDistribution`).
          ...(shards > 1 && { 'controller.sharding.algorithm': 'round-robin' }),
          ...(builds !== undefined && { 'reposerver.parallelism.limit': String(builds) }),
        },
        // Everything that people may do stands in the AppProject of an environment: no role reaches over all of them.
        rbac: { create: true, 'policy.default': '', 'policy.csv': '', scopes: '[groups]', 'policy.matchMode': 'glob' },
        // Its own cluster under the name that the environments use, without credentials.
        clusterCredentials: {
          [argo.cluster]: { server: 'https://kubernetes.default.svc', config: { tlsClientConfig: { insecure: false } } },
        },
      },
      dex: { enabled: false },
      'redis-ha': {
        enabled: true,
        // Values of a chart within the chart: it does not see the class above.
        global: { priorityClassName: priorities.platform.name },
        redis: { resources: resources('50m', '128Mi', size.redisMemory) },
        sentinel: { resources: redisHelper },
        splitBrainDetection: { resources: redisHelper },
        init: { resources: redisHelper },
        topologySpreadConstraints: { enabled: true, maxSkew: 1, topologyKey: zoneKey, whenUnsatisfiable: 'DoNotSchedule' },
        podDisruptionBudget: { maxUnavailable: 1 },
        haproxy: {
          podDisruptionBudget: { maxUnavailable: 1 },
          deploymentStrategy: oneByOne,
          // Room for two buffers of 16 KiB for each connection.
          resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
          init: { resources: redisHelper },
          extraConfig: haproxyBounds,
        },
      },
      controller: {
        replicas: shards,
        metrics,
        // The chart has no value for it, and neither has the ConfigMap of its parameters (3.4.7).
        extraArgs: [`--metrics-application-conditions=${alertedConditions.join(',')}`],
        resources: size.controller,
      },
      repoServer: {
        replicas: size.repoServers,
        pdb,
        topologySpreadConstraints,
        metrics,
        resources: withScratch(resources('250m', '512Mi', '2Gi'), scratch),
      },
      applicationSet: { replicas: 2, pdb, topologySpreadConstraints, metrics, resources: resources('50m', '128Mi', '512Mi') },
      server: {
        replicas: 2,
        pdb,
        topologySpreadConstraints,
        metrics,
        resources: resources('100m', '256Mi', '1Gi'),
        // It ends TLS itself, for the browser and for the command line.
        certificate: {
          enabled: true,
          domain: argo.host,
          issuer: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuer },
        },
        // Not on the public edge: a load balancer that only the company's network reaches.
        service: {
          type: 'LoadBalancer',
          annotations: cloudOf(platform).loadBalancers.annotations('internal'),
          loadBalancerSourceRanges: platform.edge.company,
        },
      },
      notifications: {
        ...notificationValues(argo),
        secret: { create: false, name: argoSecrets.notifications.name },
        metrics,
        resources: resources('50m', '128Mi', '512Mi'),
      },
    },
  };
}

/** Resources that hold so much on the disk of their node, too. */
function withScratch({ requests, limits }: Amounts, scratch: string | undefined) {
  const room = scratch === undefined ? {} : { 'ephemeral-storage': scratch };
  return { requests: { ...requests, ...room }, limits: { ...limits, ...room } };
}
