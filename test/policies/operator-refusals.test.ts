import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { manifestsOf } from '../../policies/manifest.ts';
import { validateManifest } from '../../policies/schemas/validate-manifest.ts';
import { loadCatalog } from '../../scripts/judging/validate/schemas.ts';

/** What is wrong with an object, as `path: message`. */
async function faultsOf(head: string, spec: string, annotations = ''): Promise<readonly string[]> {
  const [apiVersion = '', kind = ''] = head.split(' ');
  const metadata = { name: 'a', namespace: 'b', annotations: load(`{${annotations}}`) };
  const [item] = manifestsOf({ apiVersion, kind, metadata, ...(load(`{${spec}}`) as object) }, { file: 'example.yaml', document: 0 });
  if (item === undefined || !('fields' in item)) throw new Error('No object.');
  return validateManifest(item, await loadCatalog([item])).map(({ path, message }) => `${path}: ${message}`);
}

const certificate = (spec: string) => ['cert-manager.io/v1 Certificate', `spec: {secretName: a, issuerRef: {name: a}, ${spec}}`] as const;
const issuer = (spec: string) => ['cert-manager.io/v1 Issuer', `spec: {${spec}}`] as const;
const acme = (solver: string) => issuer(`acme: {server: "https://a.example.com", privateKeySecretRef: {name: a}, solvers: [{${solver}}]}`);
const scaled = (spec: string) => ['keda.sh/v1alpha1 ScaledObject', `spec: {scaleTargetRef: {name: a}, ${spec}}`] as const;
const trigger = (text: string) => scaled(`triggers: [{${text}}]`);
const prometheus = (metadata: string) => trigger(`type: prometheus, metadata: {serverAddress: "http://a", query: up, ${metadata}}`);
const cpu = '{type: cpu, metricType: Utilization, metadata: {value: "70"}}';
const application = (spec: string) => ['argoproj.io/v1alpha1 Application', `spec: {project: a, destination: {name: a}, ${spec}}`] as const;
const source = 'source: {repoURL: a, path: b}';
const project = (spec: string) => ['argoproj.io/v1alpha1 AppProject', `spec: {${spec}}`] as const;
const policy = (text: string) => project(`roles: [{name: r, policies: ["${text}"]}]`);
const sync = (window: string) => project(`syncWindows: [{applications: ["*"], ${window}}]`);

const topic = (config: string) => ['kafka.strimzi.io/v1 KafkaTopic', `spec: {partitions: 3, replicas: 3, config: {${config}}}`] as const;
const kafka = (spec: string) => ['kafka.strimzi.io/v1 Kafka', `spec: {kafka: {${spec}}}`] as const;
const plain = '{name: plain, port: 9092, type: internal, tls: false}';
const postgres = (spec: string) =>
  [
    'acid.zalan.do/v1 postgresql',
    `spec: {teamId: a, numberOfInstances: 1, volume: {size: 1Gi}, postgresql: {version: "17"}, ${spec}}`,
  ] as const;
const secret = (spec: string) =>
  [
    'external-secrets.io/v1 ExternalSecret',
    `spec: {secretStoreRef: {name: a}, data: [{secretKey: a, remoteRef: {key: a}}], ${spec}}`,
  ] as const;
const template = (text: string) => secret(`target: {template: {data: {a: '${text}'}}}`);
const unreadable = (fault: string) => [`spec.target.template.data.a: The template cannot be read: ${fault}. The Secret is not made.`];
const rule = (text: string) => ['monitoring.coreos.com/v1 PrometheusRule', `spec: {groups: [{name: a, rules: [{${text}}]}]}`] as const;
const alert = (expression: string) => rule(`alert: A, expr: '${expression}'`);
const annotated = (text: string) => rule(`alert: A, expr: up == 0, annotations: {summary: '${text}'}`);
const monitor = (text: string) =>
  ['monitoring.coreos.com/v1 PodMonitor', `spec: {selector: {}, podMetricsEndpoints: [{port: a, relabelings: [{${text}}]}]}`] as const;
const relabeling = (key: string, message: string) => [
  `spec.podMetricsEndpoints[0].relabelings[0].${key}: ${message}: the operator leaves out the whole object.`,
];
const first = 'spec.groups[0].rules[0]';
const nothing = 'Prometheus loads nothing of the object.';
const wrong = (fault: string) => [`${first}.expr: The expression ${fault}: ${nothing}`];
const vertical = (spec: string) =>
  ['autoscaling.k8s.io/v1 VerticalPodAutoscaler', `spec: {targetRef: {kind: Deployment, name: a}, ${spec}}`] as const;

type Case = readonly [what: string, object: readonly [head: string, spec: string], faults: readonly string[]];

/** By the sources of the pinned versions: cert-manager 1.21.1, KEDA 2.20.2, Argo CD 3.4. Accepted neighbours stand beside. */
const cases: readonly Case[] = [
  ['a certificate for ninety days', certificate('dnsNames: [a.b], duration: 2160h, renewBefore: 360h'), []],
  [
    'a certificate that is renewed before it is made',
    certificate('dnsNames: [a.b], duration: 24h, renewBefore: 48h'),
    ['spec.renewBefore: It is renewed 48 hours before its end, which is not less than "duration" (24 hours): cert-manager refuses it.'],
  ],
  [
    'a renewal that is longer than usual certificates',
    certificate('dnsNames: [a.b], renewBefore: 2160h'),
    [
      'spec.renewBefore: It is renewed 2160 hours before its end, which is not less than the 2160 hours that are usual (2160 hours): cert-manager refuses it.',
    ],
  ],
  ['a renewal just below', certificate('dnsNames: [a.b], renewBefore: 2159h'), []],
  [
    'a certificate for half an hour',
    certificate('dnsNames: [a.b], duration: 30m, renewBefore: 10m'),
    ['spec.duration: The certificate is good for less than an hour: cert-manager refuses it.'],
  ],
  [
    'days',
    certificate('dnsNames: [a.b], duration: 90d'),
    ['spec.duration: Field "duration" is "90d", which is no duration of Go: cert-manager cannot read the object.'],
  ],
  ['a certificate for nobody', certificate(''), ['spec: The certificate is for no name: cert-manager refuses it.']],
  ['a certificate for an address', certificate('ipAddresses: [10.0.0.1, "::1"]'), []],
  ['a name as an address', certificate('ipAddresses: [a.b]'), ['spec.ipAddresses[0]: "a.b" is no IP address: cert-manager refuses it.']],
  ['a key of 2048 bits', certificate('dnsNames: [a.b], privateKey: {size: 2048}'), []],
  [
    'a curve of 2048 bits',
    certificate('dnsNames: [a.b], privateKey: {algorithm: ECDSA, size: 2048}'),
    ['spec.privateKey.size: A key of ECDSA has 256, 384 or 521 bits, not 2048: cert-manager refuses it.'],
  ],
  [
    'an issuer with a slip',
    ['cert-manager.io/v1 Certificate', 'spec: {secretName: a, dnsNames: [a.b], issuerRef: {name: a, kind: Clusterissuer}}'],
    ['spec.issuerRef.kind: cert-manager has no issuers of the kind "Clusterissuer", and refuses the certificate.'],
  ],
  [
    "somebody else's issuer",
    ['cert-manager.io/v1 Certificate', 'spec: {secretName: a, dnsNames: [a.b], issuerRef: {name: a, kind: Other, group: example.com}}'],
    [],
  ],
  ['an issuer of one sort', issuer('selfSigned: {}'), []],
  ['an issuer of no sort', issuer(''), ['spec: The issuer is of no sort: cert-manager refuses it.']],
  ['a solver with a way in', acme('http01: {gatewayHTTPRoute: {parentRefs: [{name: a, kind: Gateway}]}}'), []],
  ['a solver without', acme('http01: {}'), ['spec.acme.solvers[0].http01: The solver needs one way in: cert-manager refuses it.']],
  [
    'a solver of two classes',
    acme('http01: {ingress: {class: a, ingressClassName: b}}'),
    ['spec.acme.solvers[0].http01.ingress: The solver has "class" and "ingressClassName": cert-manager refuses it.'],
  ],

  ['a query', prometheus('threshold: "5"'), []],
  [
    'a type with two letters swapped',
    trigger('type: kakfa, metadata: {a: b}'),
    ['spec.triggers[0].type: KEDA has no trigger of the type "kakfa": did you mean "kafka"?'],
  ],
  [
    'a type that nobody has',
    trigger('type: horoscope, metadata: {a: b}'),
    ['spec.triggers[0].type: KEDA has no trigger of the type "horoscope".'],
  ],
  [
    'a threshold in words',
    prometheus('threshold: many'),
    ['spec.triggers[0].metadata.threshold: Field "threshold" is "many", which is no number: the trigger does not start.'],
  ],
  ['a way to log in that scalers read', prometheus('threshold: "5", authModes: basic'), []],
  ['a lag of a topic', trigger('type: kafka, metadata: {bootstrapServers: a, consumerGroup: b, topic: c, lagThreshold: "50"}'), []],
  ['servers from a variable', trigger('type: kafka, metadata: {bootstrapServersFromEnv: A, consumerGroup: b, topic: c}'), []],
  [
    'no servers',
    trigger('type: kafka, metadata: {consumerGroup: b, topic: c}'),
    ['spec.triggers[0].metadata.bootstrapServers: Field "bootstrapServers" is missing from "metadata".'],
  ],
  [
    'a policy that Kafka does not have',
    trigger('type: kafka, metadata: {bootstrapServers: a, consumerGroup: b, topic: c, offsetResetPolicy: newest}'),
    ['spec.triggers[0].metadata.offsetResetPolicy: Field "offsetResetPolicy" is "newest", which is none of "latest", "earliest".'],
  ],
  ['cpu with a minimum of one', scaled(`minReplicaCount: 1, triggers: [${cpu}]`), []],
  [
    'cpu alone down to none',
    scaled(`minReplicaCount: 0, triggers: [${cpu}]`),
    ['spec.minReplicaCount: Triggers of cpu and memory alone do not scale down to 0: KEDA refuses the object.'],
  ],
  [
    'cpu alone without a minimum',
    scaled(`triggers: [${cpu}]`),
    ['spec.minReplicaCount: Triggers of cpu and memory alone do not scale down to 0: KEDA refuses the object.'],
  ],
  [
    'cpu and a query down to none',
    scaled(`minReplicaCount: 0, triggers: [${cpu}, {type: prometheus, metadata: {serverAddress: a, query: up, threshold: "1"}}]`),
    [],
  ],
  [
    'a minimum above the maximum',
    scaled(`minReplicaCount: 5, maxReplicaCount: 3, triggers: [${cpu}]`),
    [
      'spec: Field "spec" breaks a rule of its kind: !has(self.minReplicaCount) || self.minReplicaCount <= (has(self.maxReplicaCount) ? self.maxReplicaCount : 100)',
    ],
  ],
  [
    'working hours',
    trigger('type: cron, metadata: {timezone: Europe/Berlin, start: 0 6 * * 1-5, end: 0 20 * * 1-5, desiredReplicas: "5"}'),
    [],
  ],
  [
    'the hours of a place that is nowhere',
    trigger('type: cron, metadata: {timezone: Europe/Atlantis, start: 0 6 * * *, end: 0 20 * * *, desiredReplicas: "5"}'),
    [
      'spec.triggers[0].metadata.timezone: Field "timezone" is "Europe/Atlantis", which is no time zone: the trigger never says how many it wants.',
    ],
  ],
  [
    'an hour that no day has',
    trigger('type: cron, metadata: {timezone: Europe/Berlin, start: 0 25 * * *, end: 0 20 * * *, desiredReplicas: "5"}'),
    ['spec.triggers[0].metadata.start: Field "start" is "0 25 * * *", which is no schedule: the trigger does not start.'],
  ],
  [
    'a job with a trigger that does not exist',
    [
      'keda.sh/v1alpha1 ScaledJob',
      'spec: {jobTargetRef: {template: {spec: {containers: [{name: a, image: b}]}}}, triggers: [{type: rabbit-mq, metadata: {}}]}',
    ],
    ['spec.triggers[0].type: KEDA has no trigger of the type "rabbit-mq": did you mean "rabbitmq"?'],
  ],

  ['an Application', application(source), []],
  ['an Application with two sources', application('sources: [{repoURL: a, path: b}, {repoURL: c, ref: d}]'), []],
  [
    'an Application with source and sources',
    application(`${source}, sources: [{repoURL: a, path: b}]`),
    ['spec: The Application has "source" and "sources": Argo CD takes one of them and drops the other.'],
  ],
  [
    'a source of nothing',
    application('source: {repoURL: a}'),
    ['spec.source: The source has neither "path" nor "chart": Argo CD refuses it.'],
  ],
  [
    'a chart in no version',
    application('source: {repoURL: a, chart: b}'),
    ['spec.source.targetRevision: The source has a chart and no version of it: Argo CD refuses it.'],
  ],
  [
    'two tools',
    application('source: {repoURL: a, path: b, helm: {}, kustomize: {}}'),
    ['spec.source: The source has "helm" and "kustomize": Argo CD takes one tool.'],
  ],
  ['sync options', application(`${source}, syncPolicy: {syncOptions: [ServerSideApply=true, PrunePropagationPolicy=foreground]}`), []],
  [
    'a sync option with a colon',
    application(`${source}, syncPolicy: {syncOptions: ["ServerSideApply: true"]}`),
    ['spec.syncPolicy.syncOptions[0]: Argo CD knows no sync option "ServerSideApply: true", and drops it without a word.'],
  ],
  [
    'a sync option with another capital',
    application(`${source}, syncPolicy: {syncOptions: [CreateNameSpace=true]}`),
    ['spec.syncPolicy.syncOptions[0]: Argo CD knows no sync option "CreateNameSpace=true", and drops it without a word.'],
  ],
  ['a pointer', application(`${source}, ignoreDifferences: [{kind: Deployment, jsonPointers: [/spec/replicas]}]`), []],
  [
    'a pointer without its slash',
    application(`${source}, ignoreDifferences: [{kind: Deployment, jsonPointers: [spec/replicas]}]`),
    [
      'spec.ignoreDifferences[0].jsonPointers[0]: The pointer "spec/replicas" does not start with "/": Argo CD ignores no difference by it.',
    ],
  ],
  [
    'a wait in words',
    application(`${source}, syncPolicy: {retry: {backoff: {duration: soon}}}`),
    ['spec.syncPolicy.retry.backoff.duration: Field "duration" is "soon", which is no duration: the sync fails when it is tried again.'],
  ],
  ['a policy', policy('p, proj:a:r, applications, sync, a/*, allow'), []],
  ['a policy about an action of a kind', policy('p, proj:a:r, applications, action/apps/Deployment/restart, a/*, allow'), []],
  [
    'a policy about a rollback',
    policy('p, proj:a:r, applications, rollback, a/*, allow'),
    [
      'spec.roles[0].policies[0]: Argo CD refuses the project for the policy "p, proj:a:r, applications, rollback, a/*, allow": there is no action "rollback".',
    ],
  ],
  [
    'a policy of another project',
    policy('p, proj:other:r, applications, get, a/*, allow'),
    [
      'spec.roles[0].policies[0]: Argo CD refuses the project for the policy "p, proj:other:r, applications, get, a/*, allow": it is about "proj:other:r", not "proj:a:r".',
    ],
  ],
  ['a window', sync('kind: deny, schedule: "0 22 * * *", duration: 8h'), []],
  [
    'a window at an hour that no day has',
    sync('kind: deny, schedule: "0 24 * * *", duration: 8h'),
    ['spec.syncWindows[0].schedule: Field "schedule" is "0 24 * * *", which is no schedule: Argo CD refuses the project.'],
  ],
  [
    'a window by the clock of a place that is nowhere',
    sync('kind: deny, schedule: "0 22 * * *", duration: 8h, timeZone: Europe/Atlantis'),
    ['spec.syncWindows[0].timeZone: Field "timeZone" is "Europe/Atlantis", which is no time zone: Argo CD refuses the project.'],
  ],
  [
    'a window of days',
    sync('kind: deny, schedule: "0 22 * * *", duration: 1d'),
    ['spec.syncWindows[0].duration: Field "duration" is "1d", which is no duration: Argo CD refuses the project.'],
  ],

  // Strimzi 1.2.0, Kafka 4.0.
  ['settings of a topic', topic('retention.ms: 604800000, cleanup.policy: "compact,delete", min.insync.replicas: "2"'), []],
  [
    'a setting with a slip',
    topic('retention.milis: 1'),
    ['spec.config["retention.milis"]: Kafka knows no setting "retention.milis" of topics: did you mean "retention.ms"?'],
  ],
  [
    'a setting that no topic has',
    topic('num.io.threads: 8'),
    ['spec.config["num.io.threads"]: Kafka knows no setting "num.io.threads" of topics: the topic is not made.'],
  ],
  [
    'a policy that Kafka does not have',
    topic('cleanup.policy: remove'),
    [
      'spec.config["cleanup.policy"]: Field "cleanup.policy" is "remove", and "remove" is none of compact, delete: Kafka refuses the topic.',
    ],
  ],
  [
    'a week in words',
    topic('retention.ms: 7d'),
    ['spec.config["retention.ms"]: Field "retention.ms" is "7d", no number: Kafka refuses the topic.'],
  ],
  ['for ever', topic('retention.ms: -1'), []],
  [
    'less than for ever',
    topic('retention.ms: -2'),
    ['spec.config["retention.ms"]: Field "retention.ms" is "-2", less than -1: Kafka refuses the topic.'],
  ],
  ['settings of brokers', kafka(`listeners: [${plain}], config: {default.replication.factor: 3, ssl.protocol: TLSv1.3}`), []],
  [
    'listeners among the settings',
    kafka(`listeners: [${plain}], config: {advertised.listeners: a}`),
    ['spec.kafka.config["advertised.listeners"]: Strimzi sets "advertised.listeners" itself, and drops this one without a word.'],
  ],
  [
    'the port of metrics',
    kafka(`listeners: [${plain.replace('9092', '9404')}]`),
    ['spec.kafka.listeners[0].port: The port 9404 is kept for metrics: Strimzi refuses the cluster.'],
  ],
  [
    'certificates of clients without encryption',
    kafka(`listeners: [${plain.replace('false', 'false, authentication: {type: tls}')}]`),
    [
      'spec.kafka.listeners[0].authentication: Clients cannot show certificates to a listener that is not encrypted: Strimzi refuses the cluster.',
    ],
  ],
  // postgres-operator 2.0.1.
  ['a backup at one', postgres('logicalBackupSchedule: "0 1 * * *"'), []],
  [
    'a backup at 25',
    postgres('logicalBackupSchedule: "0 25 * * *"'),
    [
      'spec.logicalBackupSchedule: Field "logicalBackupSchedule" is "0 25 * * *", which is no schedule: the CronJob of the backup is refused, and there is none.',
    ],
  ],
  [
    'a request above the limit',
    postgres('resources: {requests: {cpu: "2"}, limits: {cpu: 500m}}'),
    ['spec.resources.requests.cpu: The request of 2 cpu is more than the limit of 500m: no pod is made.'],
  ],
  // External Secrets 2.9.0.
  ['a template', template('{{ .a | b64dec | trim }}{{ if eq .a "" }}x{{ else if .b }}y{{ end }}'), []],
  ['a template with a variable', template('{{- $x := fromJson .a -}}{{ range $k, $v := $x }}{{ $k }}={{ $v.name }}{{ end }}'), []],
  ['braces that are not closed', template('{{ .a '), unreadable('an action "{{" is not closed by "}}"')],
  ['an if without its end', template('{{ if .a }}x'), unreadable('"if" has no "end"')],
  ['an end too many', template('{{ .a }}{{ end }}'), unreadable('there is an "end" without a beginning')],
  ['a function of another sprig', template('{{ .a | env }}'), unreadable('there is no function "env"')],
  ['a variable that nobody set', template('{{ $x }}'), unreadable('there is no variable "$x"')],
  ['a bracket that is not closed', template('{{ (b64dec .a }}'), unreadable('a "(" is not closed')],
  ['a text that is not closed', template('{{ printf "a }}'), unreadable('a text is not closed')],
  ['a value after a pipe', template('{{ .a | "b" }}'), unreadable('a value follows "|", where a function is called')],
  ['braces in a text', template('{"a": "{{ "{{" }}"}'), []],
  [
    'nothing that is fetched',
    ['external-secrets.io/v1 ExternalSecret', 'spec: {secretStoreRef: {name: a}}'],
    ['spec: Neither "data" nor "dataFrom" says what is fetched: External Secrets refuses it.'],
  ],
  [
    'a Secret that is not its own to delete',
    secret('target: {creationPolicy: Merge, deletionPolicy: Delete}'),
    ['spec.target.deletionPolicy: A Secret of the policy Merge is not its own to delete: External Secrets refuses it.'],
  ],
  // Prometheus 3.14.0; promtool 2.42 says the same of all that it knows.
  ['an alert', alert('sum by (app) (rate(http_requests_total{status=~"5.."}[5m])) > 0.05'), []],
  ['a pattern that is none', alert('up{job=~"sales("}'), wrong('matches "sales(", which is no regular expression (line 1, column 4)')],
  [
    'a pattern that Go does not have',
    alert('up{job=~"a(?=b)"}'),
    wrong('matches "a(?=b)", which is no regular expression (line 1, column 4)'),
  ],
  ['series and a number', alert('up and 1'), wrong('has a number beside "and", which joins series (line 1, column 1)')],
  ['series and a number as series', alert('up and on () vector(1)'), []],
  ['two numbers', alert('1 > 2'), wrong('compares two numbers without "bool" (line 1, column 1)')],
  ['two numbers for 0 or 1', alert('1 > bool 2'), []],
  ['a number where series belong', alert('sum(1)'), wrong('gives sum a number, where it takes series (line 1, column 5)')],
  ['an argument too few', alert('clamp(up, 1) > 0'), wrong('gives clamp() 2 arguments, not 3 (line 1, column 1)')],
  ['all series', alert('{job=~".*"}'), wrong('selects all series: one label must have a value (line 1, column 1)')],
  ['a template of an alert', annotated('{{ $labels.app }} has {{ $value | humanizePercentage }}'), []],
  [
    'a function with a slip',
    annotated('{{ $value | humanizee }}'),
    [`${first}.annotations.summary: The template cannot be read: there is no function "humanizee". ${nothing}`],
  ],
  ['a label', rule('alert: A, expr: up == 0, labels: {good_label: x}'), []],
  [
    'a label with a dash',
    rule('alert: A, expr: up == 0, labels: {bad-label: x}'),
    [
      `${first}.labels.bad-label: "bad-label" is no plain name of a label: queries and templates cannot name it, and Prometheus before 3.0 refuses it.`,
    ],
  ],
  ['a relabeling', monitor('action: replace, sourceLabels: [a], regex: "(a|b).*", targetLabel: c'), []],
  [
    'a relabeling by look-ahead',
    monitor('action: drop, sourceLabels: [a], regex: "(?!a)"'),
    relabeling('regex', '"(?!a)" is no regular expression'),
  ],
  ['a relabeling to nowhere', monitor('sourceLabels: [a]'), relabeling('targetLabel', 'The action replace has no targetLabel')],
  ['a hash of no shards', monitor('action: hashmod, sourceLabels: [a], targetLabel: b'), relabeling('modulus', 'A hashmod has no modulus')],
  [
    'labels dropped of a source',
    monitor('action: labeldrop, regex: a, sourceLabels: [b]'),
    relabeling('sourceLabels', 'The action labeldrop takes no sourceLabels'),
  ],
  ['labels dropped', monitor('action: labeldrop, regex: a, separator: ";"'), []],
  [
    'a label in lower case as something else',
    monitor('action: lowercase, sourceLabels: [a], targetLabel: b, replacement: x'),
    relabeling('replacement', 'The action lowercase takes no replacement'),
  ],
  ['a record', rule('record: "job:up:sum", expr: sum(up)'), []],
  ['a record that waits', rule('record: a, expr: up, for: 5m'), [`${first}.for: A recording rule has no "for": ${nothing}`]],
  ['an alert that is a record', rule('alert: A, record: b, expr: up'), [`${first}: The rule has "alert" and "record": ${nothing}`]],
  // Vertical Pod Autoscaler 1.7.1.
  ['bounds', vertical('resourcePolicy: {containerPolicies: [{containerName: "*", minAllowed: {cpu: 50m}, maxAllowed: {cpu: "1"}}]}'), []],
  [
    'bounds the wrong way round',
    vertical('resourcePolicy: {containerPolicies: [{containerName: "*", minAllowed: {memory: 2Gi}, maxAllowed: {memory: 1Gi}}]}'),
    [
      "spec.resourcePolicy.containerPolicies[0].minAllowed.memory: At least 2Gi memory is more than the most, 1Gi: the autoscaler's webhook refuses it.",
    ],
  ],
  ['a sealed value', ['bitnami.com/v1alpha1 SealedSecret', 'spec: {encryptedData: {A: AgBy3i4OJSWK}}'], []],
  [
    'a value that is not sealed',
    ['bitnami.com/v1alpha1 SealedSecret', 'spec: {encryptedData: {A: "swordfish!"}}'],
    ['spec.encryptedData.A: Field "A" is not base64: the controller cannot unseal it.'],
  ],
];

describe('what the API server takes and an operator refuses', () => {
  it.each(cases)('%s', async (_, [head, spec], faults) => {
    expect(await faultsOf(head, spec)).toEqual(faults);
  });
});

describe('what Argo CD reads from annotations', () => {
  const place = (name: string) => `metadata.annotations["argocd.argoproj.io/${name}"]`;
  const misspelt = (name: string) =>
    `${place(name)}: Argo CD knows no annotation "argocd.argoproj.io/${name}", and drops it without a word.`;
  it.each<readonly [name: string, value: string, faults: readonly string[]]>([
    ['sync-wave', '-1', []],
    ['sync-waves', '1', [misspelt('sync-waves')]],
    ['sync-option', 'Prune=false', [misspelt('sync-option')]],
    ['hooks', 'PreSync', [misspelt('hooks')]],
    ['hook-deletion-policy', 'HookSucceeded', [misspelt('hook-deletion-policy')]],
    ['compare-option', 'IgnoreExtraneous', [misspelt('compare-option')]],
    ['manifest-generate-paths', '/a', []],
    ['deletion-approved', 'x', []],
    ['owner', 'us', []],
    ['sync-wave', 'first', [`${place('sync-wave')}: The sync wave is "first", which is no whole number: Argo CD takes 0.`]],
    ['compare-options', 'IgnoreExtraneous, ServerSideDiff=true', []],
    [
      'compare-options',
      'IgnoreExtraneos',
      [`${place('compare-options')}: Argo CD knows no option of comparing "IgnoreExtraneos", and drops it without a word.`],
    ],
    ['hook', 'PreSync,PostSync', []],
    ['hook', 'PreSnyc', [`${place('hook')}: Argo CD knows no hook "PreSnyc", and drops it without a word.`]],
    ['hook-delete-policy', 'HookSucceeded, BeforeHookCreation', []],
    [
      'hook-delete-policy',
      'hook-succeeded',
      [`${place('hook-delete-policy')}: Argo CD knows no policy of deleting hooks "hook-succeeded", and drops it without a word.`],
    ],
    ['sync-options', 'Prune=false,Delete=confirm', []],
    ['sync-options', 'Prune=no', [`${place('sync-options')}: Argo CD knows no sync option "Prune=no", and drops it without a word.`]],
  ])('%s: %s', async (name, value, faults) => {
    expect(await faultsOf('v1 ConfigMap', 'data: {}', `"argocd.argoproj.io/${name}": "${value}"`)).toEqual(faults);
  });

  it.each([
    ['argocd.argoprj.io/sync-wave', true],
    ['argoproj.io/hook', true],
    ['argocd.io/sync-options', true],
    ['helm.sh/hook', false],
    ['argocd-image-updater.argoproj.io/image-list', false],
    ['link.argocd.argoproj.io/dashboard', false],
    ['example.com/sync-wave', false],
    ['sync-wave', false],
  ])('%s is taken for one of another: %j', async (key, isTold) => {
    expect(await faultsOf('v1 ConfigMap', 'data: {}', `"${key}": "1"`)).toEqual(
      isTold ? [`metadata.annotations["${key}"]: Argo CD knows no annotation "${key}", and drops it without a word.`] : [],
    );
  });
});

describe('durations that External Secrets reads, and the API server does not look at', () => {
  const push = 'secretStoreRefs: [{name: a}], selector: {secret: {name: a}}, data: []';
  const data = 'secretStoreRef: {name: a}, data: [{secretKey: a, remoteRef: {key: a}}]';
  const told = (path: string, text: string) =>
    `${path}: Field "${path.split('.').at(-1)}" is "${text}", which is no duration of Go: External Secrets cannot read the object.`;
  it.each<readonly [head: string, spec: string, faults: readonly string[]]>([
    ['external-secrets.io/v1 ExternalSecret', `spec: {refreshInterval: 1 hour, ${data}}`, [told('spec.refreshInterval', '1 hour')]],
    ['external-secrets.io/v1 ExternalSecret', `spec: {refreshInterval: 1d, ${data}}`, [told('spec.refreshInterval', '1d')]],
    ['external-secrets.io/v1 ExternalSecret', `spec: {refreshInterval: 1h30m, ${data}}`, []],
    ['external-secrets.io/v1alpha1 PushSecret', `spec: {refreshInterval: 1w, ${push}}`, [told('spec.refreshInterval', '1w')]],
    [
      'external-secrets.io/v1 ClusterExternalSecret',
      `spec: {refreshTime: daily, externalSecretSpec: {${data}}}`,
      [told('spec.refreshTime', 'daily')],
    ],
    [
      'external-secrets.io/v1 ClusterExternalSecret',
      `spec: {externalSecretSpec: {refreshInterval: 2 h, ${data}}}`,
      [told('spec.externalSecretSpec.refreshInterval', '2 h')],
    ],
  ])('%s with %s', async (head, spec, faults) => {
    expect(await faultsOf(head, spec)).toEqual(faults);
  });
});

describe('directives of strategic merge patches', () => {
  it.each(['$retainKeys', '$setElementOrder/containers', '$deleteFromPrimitiveList/args', '$retainKey'])(
    'stay in what kustomize builds: %s',
    async (name) => {
      expect(await faultsOf('v1 Pod', `spec: {containers: [{name: a, image: a}], "${name}": [a]}`)).toEqual([
        `spec["${name}"]: Unknown field "${name}": of the directives of a patch kustomize knows "$patch" alone.`,
      ]);
    },
  );
});
