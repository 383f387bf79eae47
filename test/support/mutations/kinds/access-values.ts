import { added, append, type Edits, edited, type Mutation, rewrite, set } from '../mutation.ts';
import { type Production, serviceOf } from '../production.ts';

const vault = 'spec.provider.vault';
const cloud = 'metadata.annotations["eks.amazonaws.com/role-arn"]';
const aggregation = 'metadata.labels["rbac.authorization.k8s.io/aggregate-to-';

const store: Edits = {
  'match-vault': {
    'reaches another Vault': set(`${vault}.server`, 'https://vault.example.org:8200'),
    'reaches Vault without TLS': rewrite(`${vault}.server`, (server) => server.replace('https', 'http')),
    'reads another mount': set(`${vault}.path`, 'kv'),
    'reads another version': set(`${vault}.version`, 'v1'),
    'logs in elsewhere': set(`${vault}.auth.jwt.path`, 'jwt'),
    'reads a namespace of Vault': set(`${vault}.namespace`, 'erp'),
    'trusts an authority that is not there': set(`${vault}.caProvider`, {
      type: 'Secret',
      name: 'vault-ca',
      key: 'ca.crt',
      namespace: 'erp-prod',
    }),
  },
};

const ownStore: Edits = {
  'match-secret-store-account': { 'logs in by the role of all services': set(`${vault}.auth.jwt.role`, 'erp-production') },
};

const sharedStore: Edits = {
  'match-secret-store-account': {
    'logs in with the account of pods that have none': set(
      `${vault}.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef.name`,
      'default',
    ),
  },
  'limit-store-reach': {
    'is open to all': set('spec.conditions', []),
    'is open to every name': set('spec.conditions', [{ namespaceRegexes: ['.*'] }]),
    'is open to every label': set('spec.conditions', [{ namespaceSelector: {} }]),
    'is open to a namespace of the cluster': append('spec.conditions[0].namespaces', 'kube-system'),
  },
};

const ownSecret: Edits = {
  'match-secret-entry': {
    'fetches the key of the tokens as the password of the cache': set('spec.data[1].remoteRef.property', 'JWT_SECRET'),
    'reads a path that is written otherwise elsewhere': rewrite('spec.data[0].remoteRef.key', (key) => `${key}s`),
  },
  'match-made-secret': { 'only merges into its Secret': set('spec.target.creationPolicy', 'Merge') },
  'match-account-owner': {
    'reads by the store of all': set('spec.secretStoreRef', { kind: 'ClusterSecretStore', name: 'vault' }),
    'reads the database of another': set('spec.data[0].remoteRef.key', 'erp/production/postgres-backup-database'),
  },
  'match-secret-template': {
    'leaves the password of the cache out': set(
      'spec.target.template.data.REDIS_URL',
      'redis://redis-master.erp-infra.svc.cluster.local:6379/0',
    ),
  },
  'require-safe-secret-url': {
    'writes the password as it is': rewrite('spec.target.template.data.DATABASE_URL', (url) => url.replace(' | urlquery', '')),
    'asks its database for no TLS': rewrite('spec.target.template.data.DATABASE_URL', (url) => url.replace('verify-full', 'disable')),
    'says nothing of TLS': rewrite('spec.target.template.data.DATABASE_URL', (url) => url.replace(/\?.*/, '')),
    'names no authority': rewrite('spec.target.template.data.DATABASE_URL', (url) => url.replace(/&sslrootcert=.*/, '')),
  },
};

const account: Edits = {
  'limit-account-token': { 'hands its token to its pods': set('automountServiceAccountToken', true) },
  'match-cloud-role': {
    'takes a role of somebody else': set(cloud, 'arn:aws:iam::999999999999:role/anything'),
    'takes what is no role': set(cloud, 'erp-postgres-backup'),
    'takes the role that rules the account': set(cloud, 'arn:aws:iam::123456789012:role/Admin'),
  },
};

const issuer: Edits = {
  'match-issuer-hosts': {
    'answers for another zone': set('spec.acme.solvers[0].selector', { dnsZones: ['example.org'] }),
    'answers by a controller that is not there': set('spec.acme.solvers', [{ http01: { ingress: { ingressClassName: 'nginx' } } }]),
    'names no region': set('spec.acme.solvers[0].dns01.route53.region', 'eu-cental-1'),
  },
  'match-cloud-role': { 'becomes somebody else': set('spec.acme.solvers[0].dns01.route53.role', 'arn:aws:iam::999999999999:role/x') },
};

/** What rights, stores, roles of the cloud and certificates are held against: what stands beside them. */
export default function accessValues(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const of = (kind: string, name?: string) => production.ofKind(kind, ...(name === undefined ? [] : [name]));
  const own = production.ofServices('ExternalSecret').filter(({ name }) => name.endsWith('-secrets'));
  const accounts = production.ofServices('ServiceAccount').filter((item) => item.name === serviceOf(item));
  return [
    ...edited(manifests, [...of('SecretStore'), ...of('ClusterSecretStore')], store),
    ...edited(manifests, production.ofServices('SecretStore'), ownStore),
    ...edited(manifests, of('ClusterSecretStore'), sharedStore),
    ...edited(manifests, own, ownSecret),
    ...edited(manifests, of('ExternalSecret', 'data-ca-issuer'), {
      'match-made-secret': { 'makes an authority of no type': set('spec.target.template.type', 'Opaque') },
      'match-secret-entry': { 'fetches the certificate as the key': set('spec.data[1].remoteRef.property', 'certificate') },
    }),
    ...edited(manifests, of('ExternalSecret', 'argocd-login'), {
      'match-made-secret': { 'is not found by Argo CD': set('spec.target.template.metadata.labels', {}) },
    }),
    ...edited(manifests, accounts, account),
    ...edited(manifests, accounts, {
      'match-data-secret': { 'pulls by a Secret that nobody makes': set('imagePullSecrets', [{ name: 'other-registry' }]) },
    }),
    ...edited(manifests, of('ClusterRole', 'erp-cluster-reader'), {
      'limit-role-aggregation': {
        'becomes a part of view': set(`${aggregation}view"]`, 'true'),
        'takes over every role': set('aggregationRule', { clusterRoleSelectors: [{}] }),
      },
    }),
    ...edited(manifests, of('ClusterRoleBinding', 'erp-cluster-reader'), {
      'limit-production-access': {
        'shows the whole cluster': set('roleRef.name', 'view'),
        'lets developers in': set('subjects[0].name', 'erp-dev'),
        'names one person': set('subjects[0].kind', 'User'),
      },
    }),
    ...edited(manifests, of('Role', 'postgres-pooler-restart'), {
      'match-access': { 'is about a workload that is not there': set('rules[0].resources', ['deployments', 'statefulsets']) },
      'limit-production-access': { 'takes the pooler away': set('rules[0].verbs', ['patch', 'delete']) },
    }),
    ...edited(manifests, of('RoleBinding', 'postgres-pooler-restart'), {
      'match-access': { 'is for an account of another namespace': set('subjects[0].namespace', 'erp-prod') },
    }),
    ...edited(manifests, of('Role', 'break-glass'), {
      'limit-break-glass': { 'deletes all pods at once': set('rules[2].verbs', ['delete', 'deletecollection']) },
    }),
    ...edited(manifests, of('Certificate'), {
      'limit-certificate-lifetime': { 'keeps its key for ever': set('spec.privateKey.rotationPolicy', 'Never') },
    }),
    ...edited(manifests, of('ClusterIssuer'), issuer),
    ...edited(manifests, of('Issuer'), {
      'match-issuer-hosts': { 'lets a database sign itself': set('spec', { selfSigned: {} }) },
    }),
    added(
      'match-issuer-hosts',
      'ClusterIssuer self-signed is there for nobody',
      'apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: { name: self-signed }\nspec: { selfSigned: {} }\n',
    ),
  ];
}
