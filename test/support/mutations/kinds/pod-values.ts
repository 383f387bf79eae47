import { type Edits, edited, type Mutation, rewrite, set } from '../mutation.ts';
import { type Production, serviceOf } from '../production.ts';

const pod = 'spec.template.spec';
const container = `${pod}.containers[0]`;

const workload: Edits = {
  'forbid-paused-workload': { 'is paused': set('spec.paused', true) },
  'limit-name-resolution': {
    'takes the database for another address': set(`${pod}.hostAliases`, [
      { ip: '203.0.113.9', hostnames: ['postgres-primary.erp-infra.svc.cluster.local'] },
    ]),
    'asks the DNS of the node': set(`${pod}.dnsPolicy`, 'Default'),
    'asks a DNS of elsewhere': set(`${pod}.dnsConfig`, { nameservers: ['198.51.100.53'] }),
    'looks for names elsewhere': set(`${pod}.dnsConfig`, { searches: ['example.net'] }),
  },
  'match-node-labels': {
    'asks for Windows': set(`${pod}.nodeSelector`, { 'kubernetes.io/os': 'windows' }),
    'asks for a zone of elsewhere': set(`${pod}.nodeSelector`, { 'topology.kubernetes.io/zone': 'eu-west-1a' }),
    'asks for a mistyped label': set(`${pod}.nodeSelector`, { 'topology.kubernetes.io/zones': 'us-east-1a' }),
    'spreads over a mistyped label': set(`${pod}.topologySpreadConstraints[0].topologyKey`, 'topology.kubernetes.io/zne'),
    'names its node': set(`${pod}.nodeName`, 'node-1'),
    'waits for another scheduler': set(`${pod}.schedulerName`, 'cheap'),
    'tolerates every taint': set(`${pod}.tolerations`, [{ operator: 'Exists' }]),
    'pulls no image': set(`${container}.imagePullPolicy`, 'Never'),
  },
  'match-probe-port': { 'is asked by TLS': set(`${container}.readinessProbe.httpGet.scheme`, 'HTTPS') },
  'match-account-owner': { 'runs under the account of the debug pod': set(`${pod}.serviceAccountName`, 'break-glass') },
  'limit-operator-images': {
    'starts the image of somebody': set(`${container}.args`, ['--sandbox-image=docker.io/somebody/sandbox:1']),
  },
};

const service: Edits = {
  'limit-service-traffic': {
    'leads to pods that are not ready': set('spec.publishNotReadyAddresses', true),
    'stays on the node': set('spec.internalTrafficPolicy', 'Local'),
    'keeps clients at one pod': set('spec.sessionAffinity', 'ClientIP'),
    'asks for an address': set('spec.clusterIP', '10.96.0.77'),
  },
  'forbid-external-service': {
    'is a name of outside': set('spec', { type: 'ExternalName', externalName: 'db.example.net' }),
  },
};

const scaler: Edits = {
  'forbid-paused-workload': {
    'is paused': set('metadata.annotations["autoscaling.keda.sh/paused"]', 'true'),
    'is paused at a number': set('metadata.annotations["autoscaling.keda.sh/paused-replicas"]', '0'),
    'takes all pods away when it is blind': set('spec.fallback', { failureThreshold: 3, replicas: 0 }),
  },
};

const store: Edits = {
  'forbid-other-environment': {
    'logs in as another environment': rewrite('spec.provider.vault.auth.jwt.role', (role) => role.replace('production', 'staging')),
    'logs in where another environment does': set('spec.provider.vault.auth.jwt.path', 'jwt-dev'),
  },
};

/** Values of pods, accounts and names that are well formed and wrong. */
export default function podValues(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const services = production.ofServices('Deployment');
  const other = (name: string) => services.map(serviceOf).find((candidate) => candidate !== name) ?? '';
  const digests = services.map(({ fields }) => /@sha256:[0-9a-f]{64}/.exec(JSON.stringify(fields))?.[0] ?? '');
  return [
    ...edited(manifests, services, workload),
    ...edited(manifests, services, (target) => ({
      'unique-image-digest': {
        'runs the digest of another': rewrite(`${container}.image`, (image) =>
          image.replace(/@.*/, digests[(services.indexOf(target) + 1) % services.length] ?? ''),
        ),
      },
    })),
    ...edited(
      manifests,
      production.ofServices('Service').filter(({ fields }) => !JSON.stringify(fields).includes('"clusterIP":"None"')),
      service,
    ),
    ...edited(manifests, production.ofKind('ScaledObject'), scaler),
    ...edited(manifests, production.ofKind('PriorityClass', 'erp-service'), {
      'limit-priority-value': {
        'goes before everybody': set('value', -100),
        'lets services wait': set('preemptionPolicy', 'Never'),
      },
    }),
    ...edited(manifests, production.ofKind('PriorityClass', 'erp-batch'), {
      'limit-priority-value': { 'goes after nobody': set('value', 3_000_000) },
    }),
    ...edited(manifests, production.ofKind('SecretStore'), store),
    ...edited(manifests, production.ofKind('ExternalSecret'), {
      'forbid-other-environment': {
        'reads what is of another environment': rewrite('spec.data[0].remoteRef.key', (key) => key.replaceAll('production', 'staging')),
      },
    }),
    ...edited(manifests, production.ofServices('ServiceAccount'), (target) => ({
      'match-account-owner': {
        'takes the cloud role of the backup': set(
          'metadata.annotations["eks.amazonaws.com/role-arn"]',
          'arn:aws:iam::123456789012:role/erp-postgres-backup',
        ),
        'takes the cloud role of another service': set(
          'metadata.annotations["eks.amazonaws.com/role-arn"]',
          `arn:aws:iam::123456789012:role/erp-${other(serviceOf(target))}`,
        ),
      },
      'forbid-other-environment': {
        'takes a cloud role of another environment': set(
          'metadata.annotations["eks.amazonaws.com/role-arn"]',
          `arn:aws:iam::123456789012:role/erp-staging-${serviceOf(target)}`,
        ),
      },
    })),
    ...edited(manifests, production.ofServices('SecretStore'), (target) => ({
      'match-account-owner': {
        'logs in as another': rewrite('spec.provider.vault.auth.jwt.role', (role) =>
          role.replace(serviceOf(target), other(serviceOf(target))),
        ),
        'logs in under the account of another': set(
          'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef.name',
          other(serviceOf(target)),
        ),
      },
    })),
    ...edited(
      manifests,
      production.ofServices('Deployment').flatMap(({ name }) => production.ofKind('ExternalSecret', `${name}-secrets`)),
      (target) => ({
        'match-account-owner': {
          'reads the secrets of another': set('spec.data[0].remoteRef.key', `erp/production/${other(serviceOf(target))}`),
        },
      }),
    ),
    ...edited(manifests, production.ofKind('CronJob', 'postgres-backup', 'postgres-archive-check'), {
      'forbid-other-environment': {
        'uses the bucket of another environment': set(
          'spec.jobTemplate.spec.template.spec.containers[0].env[0].value',
          's3://erp-backups-staging/x',
        ),
      },
    }),
  ];
}
