import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { manifestsOf } from '../../policies/manifest.ts';
import { validateManifest } from '../../policies/schemas/validate-manifest.ts';
import { loadCatalog } from '../../scripts/judging/validate/schemas.ts';

const ofOperators = 'schema-operator-refuses';

/** What is wrong with an object of an operator's kind by the API server, as `rule path`. */
async function faultsOf(head: string, body: string): Promise<readonly string[]> {
  const [apiVersion = '', kind = ''] = head.split(' ');
  const [item] = manifestsOf(
    { apiVersion, kind, metadata: { name: 'example', namespace: 'default' }, ...(load(`{${body}}`) as object) },
    { file: 'example.yaml', document: 0 },
  );
  if (item === undefined || !('fields' in item)) throw new Error('No object.');
  const problems = validateManifest(item, await loadCatalog([item]));
  return problems.filter(({ rule }) => rule !== ofOperators).map(({ rule, path }) => `${rule.replace('schema-', '')} ${path}`);
}

const route = 'gateway.networking.k8s.io/v1 HTTPRoute';
const gateway = 'gateway.networking.k8s.io/v1 Gateway';
const security = 'gateway.envoyproxy.io/v1alpha1 SecurityPolicy';
const client = 'gateway.envoyproxy.io/v1alpha1 ClientTrafficPolicy';
const target = 'targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: a}]';
const secret = 'external-secrets.io/v1 ExternalSecret';
const store = 'external-secrets.io/v1 SecretStore';
const kafka = 'kafka.strimzi.io/v1 Kafka';
const listener = 'name: a, port: 9092, type: internal, tls: true';
const listeners = (...items: readonly string[]) => `spec: {kafka: {listeners: [${items.map((item) => `{${item}}`).join(', ')}]}}`;
const pool = 'kafka.strimzi.io/v1 KafkaNodePool';
const scaled = 'keda.sh/v1alpha1 ScaledObject';
const postgres = 'acid.zalan.do/v1 postgresql';
const cluster = 'teamId: a, numberOfInstances: 1, volume: {size: 1Gi}, postgresql: {version: "17"}';
const autoscaler = 'autoscaling.k8s.io/v1 VerticalPodAutoscaler';
const application = 'argoproj.io/v1alpha1 Application';
const certificate = 'cert-manager.io/v1 Certificate';
const monitor = 'monitoring.coreos.com/v1 ServiceMonitor';
const rules = 'monitoring.coreos.com/v1 PrometheusRule';
const images = 'policy.sigstore.dev/v1beta1 ClusterImagePolicy';

type Case = readonly [what: string, kind: string, body: string, faults: readonly string[]];

/** The verdicts are those of kube-apiserver 1.35.4 with the definitions of the pinned charts (strict creation, dry run). */
const cases: readonly Case[] = [
  // Rules of a kind.
  ['a redirect and no backend', route, 'spec: {rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]}', []],
  [
    'a redirect and a backend',
    route,
    'spec: {rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}], backendRefs: [{name: a, port: 80}]}]}',
    ['invalid-value spec.rules[0]'],
  ],
  ['a path that starts with /', route, 'spec: {rules: [{matches: [{path: {value: /api}}]}]}', []],
  ['a path that does not', route, 'spec: {rules: [{matches: [{path: {value: api}}]}]}', ['invalid-value spec.rules[0].matches[0].path']],
  [
    'a path with a dot segment',
    route,
    'spec: {rules: [{matches: [{path: {value: /a/../b}}]}]}',
    ['invalid-value spec.rules[0].matches[0].path'],
  ],
  ['a path that is a pattern', route, 'spec: {rules: [{matches: [{path: {type: RegularExpression, value: "a.*"}}]}]}', []],
  ['a Service with a port', route, 'spec: {rules: [{backendRefs: [{name: a, port: 80}]}]}', []],
  ['a Service without a port', route, 'spec: {rules: [{backendRefs: [{name: a}]}]}', ['invalid-value spec.rules[0].backendRefs[0]']],
  ['a bucket without a port', route, 'spec: {rules: [{backendRefs: [{group: a.example.com, kind: Bucket, name: a}]}]}', []],
  [
    'one filter twice',
    route,
    'spec: {rules: [{filters: [{type: URLRewrite, urlRewrite: {hostname: a.b}}, {type: URLRewrite, urlRewrite: {hostname: c.d}}]}]}',
    ['invalid-value spec.rules[0].filters'],
  ],
  ['a filter without its block', route, 'spec: {rules: [{filters: [{type: URLRewrite}]}]}', ['invalid-value spec.rules[0].filters[0]']],
  ['a timeout', route, 'spec: {rules: [{timeouts: {request: 10s, backendRequest: 5s}}]}', []],
  [
    'a timeout within a shorter one',
    route,
    'spec: {rules: [{timeouts: {request: 5s, backendRequest: 10s}}]}',
    ['invalid-value spec.rules[0].timeouts'],
  ],
  ['a timeout with a fraction', route, 'spec: {rules: [{timeouts: {request: 1.5s}}]}', ['invalid-value spec.rules[0].timeouts.request']],
  ['a wildcard host', route, 'spec: {hostnames: ["*.example.com"]}', []],
  ['a host with a port', route, 'spec: {hostnames: ["a.example.com:80"]}', ['invalid-value spec.hostnames[0]']],
  [
    'two listeners of two ports',
    gateway,
    'spec: {gatewayClassName: a, listeners: [{name: a, port: 80, protocol: HTTP}, {name: b, port: 81, protocol: HTTP}]}',
    [],
  ],
  [
    'two listeners of one port',
    gateway,
    'spec: {gatewayClassName: a, listeners: [{name: a, port: 80, protocol: HTTP}, {name: b, port: 80, protocol: HTTP}]}',
    ['invalid-value spec.listeners'],
  ],
  [
    'two listeners of one name',
    gateway,
    'spec: {gatewayClassName: a, listeners: [{name: a, port: 80, protocol: HTTP}, {name: a, port: 81, protocol: HTTP}]}',
    ['invalid-value spec.listeners[1]'],
  ],
  [
    'two hosts of one port',
    gateway,
    'spec: {gatewayClassName: a, listeners: [{name: a, port: 80, protocol: HTTP, hostname: a.b}, {name: b, port: 80, protocol: HTTP, hostname: b.b}]}',
    [],
  ],
  [
    'TLS of a plain listener',
    gateway,
    'spec: {gatewayClassName: a, listeners: [{name: a, port: 80, protocol: HTTP, tls: {certificateRefs: [{name: a}]}}]}',
    ['invalid-value spec.listeners'],
  ],
  [
    'a protocol of an implementation',
    gateway,
    'spec: {gatewayClassName: a, listeners: [{name: a, port: 80, protocol: example.com/quic}]}',
    [],
  ],
  [
    'a port above all',
    gateway,
    'spec: {gatewayClassName: a, listeners: [{name: a, port: 65536, protocol: HTTP}]}',
    ['invalid-value spec.listeners[0].port'],
  ],
  [
    'keys from an address',
    security,
    `spec: {${target}, jwt: {providers: [{name: a, remoteJWKS: {uri: "https://a.example.com/keys"}}]}}`,
    [],
  ],
  ['keys from nowhere', security, `spec: {${target}, jwt: {providers: [{name: a}]}}`, ['invalid-value spec.jwt.providers[0]']],
  ['a policy about a Service', client, 'spec: {targetRefs: [{group: "", kind: Service, name: a}]}', ['invalid-value spec']],
  ['a policy about a Gateway', client, `spec: {${target}}`, []],
  // Fields.
  [
    'what a hydrator writes',
    application,
    `spec: {project: a, destination: {name: a}, sourceHydrator: {drySource: {repoURL: a, path: b, targetRevision: c}, syncSource: {targetBranch: d, path: e}}}`,
    [],
  ],
  [
    'a field of a source with a slip',
    application,
    'spec: {project: a, destination: {name: a}, source: {repoURL: a, pth: b}}',
    ['unknown-field spec.source.pth'],
  ],
  [
    'free fields of a chart',
    application,
    'spec: {project: a, destination: {name: a}, source: {repoURL: a, chart: b, targetRevision: "1", helm: {valuesObject: {any: {thing: 1}}}}}',
    [],
  ],
  [
    'a Kafka with Cruise Control',
    kafka,
    'spec: {kafka: {listeners: [{name: a, port: 9092, type: internal, tls: true}]}, cruiseControl: {}}',
    [],
  ],
  ['a file of an authority', monitor, 'spec: {selector: {}, endpoints: [{port: a, tlsConfig: {caFile: /a}}]}', []],
  [
    'a slip in an endpoint',
    monitor,
    'spec: {selector: {}, endpoints: [{port: a, intervall: 30s}]}',
    ['unknown-field spec.endpoints[0].intervall'],
  ],
  [
    'fields of a mapping that has none',
    pool,
    'spec: {replicas: 1, roles: [broker], storage: {type: ephemeral}, template: {pod: {metadata: {labels: {a: b}, name: c}}}}',
    ['unknown-field spec.template.pod.metadata.name'],
  ],
  // Types, as the API server sees them.
  ['a whole number', pool, 'spec: {replicas: 3, roles: [broker], storage: {type: ephemeral}}', []],
  ['a whole number with a point', pool, 'spec: {replicas: 3.0, roles: [broker], storage: {type: ephemeral}}', []],
  ['a fraction', pool, 'spec: {replicas: 1.5, roles: [broker], storage: {type: ephemeral}}', ['wrong-type spec.replicas']],
  ['a number in quotes', pool, 'spec: {replicas: "3", roles: [broker], storage: {type: ephemeral}}', ['wrong-type spec.replicas']],
  ['a version that is a number', postgres, `spec: {${cluster.replace('"17"', '17')}}`, ['wrong-type spec.postgresql.version']],
  ['a quantity', postgres, `spec: {${cluster}, resources: {limits: {memory: 1Gi}}}`, []],
  ['no quantity', postgres, `spec: {${cluster}, resources: {limits: {memory: much}}}`, ['invalid-value spec.resources.limits.memory']],
  // Null and empty.
  ['null where it says nothing', secret, 'spec: {refreshInterval: null, secretStoreRef: {name: a}, data: []}', []],
  [
    'null of a field that is asked for',
    scaled,
    'spec: {scaleTargetRef: null, triggers: [{type: cpu, metadata: {value: "1"}}]}',
    ['missing-field spec.scaleTargetRef'],
  ],
  ['null in a list', route, 'spec: {hostnames: [null]}', ['wrong-type spec.hostnames[0]']],
  ['an empty list where one is asked for', gateway, 'spec: {gatewayClassName: a, listeners: []}', ['invalid-value spec.listeners']],
  ['a spec that is empty and not asked for', certificate, 'spec:', []],
  ['a spec that holds nothing', certificate, 'spec: {}', ['missing-field spec.issuerRef', 'missing-field spec.secretName']],
  ['a spec that is empty and asked for', pool, 'spec:', ['missing-field spec']],
  // Bounds, patterns, choices.
  ['one of the words', kafka, listeners(listener), []],
  ['none of the words', kafka, listeners(listener.replace('internal', 'public')), ['invalid-value spec.kafka.listeners[0].type']],
  ['a name that the pattern takes', kafka, listeners(listener.replace('name: a', 'name: plain1')), []],
  [
    'a name that it does not take',
    kafka,
    listeners(listener.replace('name: a', 'name: Plain')),
    ['invalid-value spec.kafka.listeners[0].name'],
  ],
  ['a port below 9092', kafka, listeners(listener.replace('9092', '9091')), ['invalid-value spec.kafka.listeners[0].port']],
  [
    'a negative number of replicas',
    pool,
    'spec: {replicas: -1, roles: [broker], storage: {type: ephemeral}}',
    ['invalid-value spec.replicas'],
  ],
  ['no triggers', scaled, 'spec: {scaleTargetRef: {name: a}, triggers: []}', ['invalid-value spec.triggers']],
  ['a store of one provider', store, 'spec: {provider: {fake: {data: []}}}', []],
  ['a store of two', store, 'spec: {provider: {fake: {data: []}, kubernetes: {}}}', ['invalid-value spec.provider']],
  ['an update mode', autoscaler, 'spec: {targetRef: {kind: Deployment, name: a}, updatePolicy: {updateMode: "Off"}}', []],
  [
    'an update mode that YAML makes a truth',
    autoscaler,
    'spec: {targetRef: {kind: Deployment, name: a}, updatePolicy: {updateMode: false}}',
    ['wrong-type spec.updatePolicy.updateMode'],
  ],
  ['an interval', rules, 'spec: {groups: [{name: a, interval: 1m, rules: []}]}', []],
  ['an interval in words', rules, 'spec: {groups: [{name: a, interval: 1 minute, rules: []}]}', ['invalid-value spec.groups[0].interval']],
  ['two groups of one name', rules, 'spec: {groups: [{name: a}, {name: a}]}', ['invalid-value spec.groups[1]']],
  ['an action of a policy', images, 'spec: {images: [{glob: "**"}], authorities: [{name: a, static: {action: pass}}]}', []],
  [
    'no action of a policy',
    images,
    'spec: {images: [{glob: "**"}], authorities: [{name: a, static: {action: [pass]}}]}',
    ['wrong-type spec.authorities[0].static.action'],
  ],
];

describe('kinds that operators serve', () => {
  it.each(cases)('%s', async (_, kind, body, faults) => {
    expect(await faultsOf(kind, body)).toEqual(faults);
  });
});
