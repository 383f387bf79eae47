import { definePlatform } from '../model/platform.ts';

export default definePlatform({
  imageRepository: 'registry.example.com/erp',
  git: { url: 'https://git.example.com/erp/erp-gitops.git', revision: 'main' },
  argoNamespace: 'argocd',
  argo: {
    cluster: 'erp-production',
    host: 'argocd.erp.example.com',
    slackChannel: 'erp-deployments',
    reaches: ['10.0.0.0/16'],
  },
  groups: {
    dev: { oidc: 'erp-dev', codeOwner: '@example-erp/dev' },
    qa: { oidc: 'erp-qa', codeOwner: '@example-erp/qa' },
    ops: { oidc: 'erp-ops', codeOwner: '@example-erp/ops' },
  },
  acmeEmail: 'ops@erp.example.com',
  vault: { server: 'https://vault.example.com:8200', mount: 'secret', cidrs: ['10.0.4.0/28'] },
  identity: {
    issuer: 'https://login.example.com/realms/erp',
    keys: 'https://login.example.com/realms/erp/protocol/openid-connect/certs',
    groupsClaim: 'groups',
    scopes: ['profile', 'email', 'groups'],
    cidrs: ['10.0.4.0/28'],
  },
  // The load balancer's network; its address on premises is 10.0.1.10 (manual 1.2).
  trustedProxies: ['10.0.1.0/24'],
  dataLayer: { postgres: 'postgres', redis: 'redis-ha', kafka: 'kafka' },
  // The subnets of the clusters' control planes.
  kubernetesApi: { cidrs: ['10.0.0.0/16'], port: 443 },
  // The subnets of the nodes.
  nodes: { cidrs: ['10.0.0.0/16'] },
  podSecurityVersion: 'v1.35',
});
