import { definePlatform } from '../model/platform.ts';

export default definePlatform({
  imageRepository: 'registry.example.com/erp',
  signing: {
    // As the tokens of GitHub's workflows say.
    issuer: 'https://token.actions.githubusercontent.com',
    repositories: ['https://github.com/example-erp/erp-services'],
    // The registry.
    reaches: ['10.0.4.0/27'],
  },
  registries: ['registry.example.com'],
  labelDomain: 'erp.example.com',
  git: {
    url: 'https://git.example.com/erp/erp-gitops.git',
    revision: 'main',
    forge: 'github',
    files: 'https://git.example.com/erp/erp-gitops/src/branch/main',
  },
  argoNamespace: 'argocd',
  argo: {
    cluster: 'erp-production',
    host: 'argocd.erp.example.com',
    slackChannel: 'erp-deployments',
    reaches: ['10.0.4.0/27'],
  },
  groups: {
    dev: { oidc: 'erp-dev', codeOwner: '@example-erp/dev' },
    qa: { oidc: 'erp-qa', codeOwner: '@example-erp/qa' },
    ops: { oidc: 'erp-ops', codeOwner: '@example-erp/ops' },
  },
  productionGroups: ['ops'],
  breakGlassGroup: 'erp-break-glass',
  incidentOwner: '@example-erp/incident-managers',
  acmeEmail: 'ops@erp.example.com',
  vault: { server: 'https://vault.example.com:8200', mount: 'secret', cidrs: ['10.0.4.0/28'] },
  identity: {
    issuer: 'https://login.example.com/realms/erp',
    keys: 'https://login.example.com/realms/erp/protocol/openid-connect/certs',
    groupsClaim: 'groups',
    scopes: ['profile', 'email', 'groups'],
    cidrs: ['10.0.4.0/28'],
  },
  edge: {
    // One in each zone; the address on premises is 10.0.1.10 (manual 1.2).
    loadBalancerSubnets: ['10.0.1.0/26', '10.0.1.64/26'],
    // As the CDN publishes them.
    cdn: ['198.51.100.0/24', '203.0.113.0/24'],
    company: ['10.8.0.0/16'],
  },
  dataLayer: { postgres: 'postgres', redis: 'redis-ha', kafka: 'kafka' },
  // The subnets of the control planes, in which no node and no pod has an address.
  kubernetesApi: { cidrs: ['10.0.2.0/28', '10.0.2.16/28'], service: '172.20.0.1/32', port: 443 },
  // The subnets of the nodes, one in each zone.
  nodes: { cidrs: ['10.0.16.0/20', '10.0.32.0/20', '10.0.48.0/20'] },
  cloud: { name: 'aws' },
  networkPlugin: 'aws-vpc',
  // None of them gives rights, holds a secret, or reaches beyond the namespace.
  ownKinds: [
    'ConfigMap',
    'Service',
    'apps/Deployment',
    'apps/StatefulSet',
    'autoscaling.k8s.io/VerticalPodAutoscaler',
    'batch/CronJob',
    'batch/Job',
    'keda.sh/ScaledObject',
    'monitoring.coreos.com/PodMonitor',
    'networking.k8s.io/NetworkPolicy',
    'policy/PodDisruptionBudget',
  ],
});
