import { listAt, textAt } from '../../../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../../../policies/model.ts';
import { deleted, type Edits, edited, type Mutation, remove, rewrite, set, titleOf } from '../mutation.ts';
import { type Production, serviceOf } from '../production.ts';

const longName = `a${'-service'.repeat(8)}`;
const configHosts = /^https?:|:\d+/;

/** Each address in a ConfigMap, mistyped. */
function addresses({ fields }: Manifest): Edits {
  const keys = Object.keys(Object(fields['data'])).filter((key) => configHosts.test(textAt(fields, 'data', key) ?? ''));
  const of = (mistake: string, change: (text: string) => string) =>
    keys.map((key) => [`${mistake}: ${key}`, rewrite(`data.${key}`, change)]);
  return {
    'match-config-host': Object.fromEntries([
      ...of('misspells a Service', (text) => text.replace(/([a-z-]+)\.erp-/, '$1s.erp-')),
      ...of('names another namespace', (text) => text.replace(/\.erp-(infra|prod)\./, '.erp-data.')),
      ...of('names another port', (text) => text.replace(/:\d+/, ':4444')),
    ]),
  };
}

/** Each port of a Service, wrong. The names of ports are only known of pods that are rendered. */
function ports({ fields, namespace }: Manifest): Edits {
  const edits = listAt(fields, 'spec', 'ports').flatMap((_, index) => [
    [`leads port ${index + 1} to a number at which nobody listens`, set(`spec.ports[${index}].targetPort`, 4444)] as const,
    ...(namespace === 'erp-prod'
      ? [[`leads port ${index + 1} to a name that nobody declares`, set(`spec.ports[${index}].targetPort`, 'web')] as const]
      : []),
  ]);
  return { 'match-service-port': Object.fromEntries(edits) };
}

const service: Edits = {
  'match-service-selector': {
    'selects pods that do not exist': set('spec.selector', { app: 'ledger-service' }),
    'selects by a label that its pods lack': set('spec.selector.tier', 'backend'),
  },
  'forbid-external-service': {
    'asks for a load balancer': set('spec.type', 'LoadBalancer'),
    'opens a port of every node': set('spec.type', 'NodePort'),
    'takes an address of its own': set('spec.externalIPs', ['203.0.113.7']),
  },
  'require-labels': {
    'has no label app': remove('metadata.labels.app'),
    'has no label app.kubernetes.io/name': remove('metadata.labels["app.kubernetes.io/name"]'),
    'belongs to nothing': remove('metadata.labels["app.kubernetes.io/part-of"]'),
  },
};

/** Configuration, Services, and who uses them. */
export default function connections(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const configs = production.ofServices('ConfigMap');
  const services = production.ofKind('Service');
  const own = production.ofServices('Service');
  const deploymentOf = (object: Manifest) => [`Deployment erp-prod/${serviceOf(object)}`];
  const using = (name: string) =>
    production
      .ofKind('ConfigMap')
      .concat(production.ofKind('ExternalSecret'))
      .filter(({ fields }) => JSON.stringify(fields).includes(`${name}.erp-`))
      .map(titleOf);
  return [
    ...edited(manifests, configs, addresses),
    ...edited(manifests, configs, {
      'forbid-credential-in-config': {
        'holds a password': set('data.DATABASE_PASSWORD', 'hunter2hunter2'),
        'holds an address with a password': set('data.DATABASE_URL', 'postgres://erp:hunter2hunter2@db.example.com:5432/erp'),
        'holds a private key': set(
          'data.SIGNING',
          '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n',
        ),
        'holds a key of a cloud': set('data.STORAGE', 'AKIAIOSFODNN7EXAMPLE'),
      },
    }),
    ...deleted(manifests, configs, 'match-config-map', deploymentOf),
    ...edited(manifests, services, service),
    ...edited(manifests, services, ports),
    ...services.flatMap((target) =>
      deleted(manifests, using(target.name).length > 0 ? [target] : [], 'match-config-host', () => using(target.name)),
    ),
    ...edited(
      manifests,
      own,
      { 'limit-name-length': { 'has a name that is too long': set('metadata.name', longName) } },
      ({ kind, namespace }) => [titleOf({ kind, namespace, name: longName })],
    ),
    ...edited(
      manifests,
      own.filter(({ name }) => using(name).length > 0),
      { 'match-config-host': { 'has another name than its callers use': rewrite('metadata.name', (name) => `${name}-v2`) } },
      ({ name }) => using(name),
    ),
    ...deleted(manifests, production.ofKind('Deployment'), 'match-service-selector', ({ name }) => [
      `Service erp-prod/${name}`,
      `Service erp-prod/${name}-grpc`,
    ]),
    ...deleted(manifests, production.ofKind('Deployment'), 'match-network-policy-pod', ({ name }) => [
      `NetworkPolicy erp-prod/${name}-netpol`,
    ]),
    ...deleted(manifests, production.ofServices('ServiceAccount'), 'match-service-account', deploymentOf),
  ];
}
