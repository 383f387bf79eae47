import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Manifest } from '../../policies/model.ts';
import type { KindSchema } from '../../policies/schemas/json-schema.ts';
import { validateManifest } from '../../policies/schemas/validate-manifest.ts';
import { loadCatalog } from '../../scripts/judging/validate/schemas.ts';
import { loadFolder } from '../../scripts/repository/folder.ts';
import { parseYaml } from '../../scripts/repository/yaml.ts';

const folder = path.join(import.meta.dirname, '../../policies/schemas/kinds');
const kinds = await loadFolder<KindSchema>(folder);

function manifestIn(yaml: string): Manifest {
  const { documents, problems } = parseYaml(yaml);
  const [item] = manifestsOf(documents[0]?.value, { file: 'example.yaml', document: 0 });
  if (problems.length > 0 || item === undefined || !('fields' in item)) throw new Error(`No object: ${JSON.stringify(problems)}\n${yaml}`);
  return item;
}

/** What is wrong with an object, as `rule path: message`. */
async function faultsOf(yaml: string, options?: { readonly partial: boolean }): Promise<readonly string[]> {
  const manifest = manifestIn(yaml);
  const problems = validateManifest(manifest, await loadCatalog([manifest]), options);
  return problems.map(({ rule, path: field, message }) => `${rule.replace('schema-', '')} ${field}: ${message}`);
}

const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));

const deployment = (parts: { readonly spec?: string; readonly pod?: string; readonly container?: string } = {}) => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: sales-service
  namespace: erp-prod
spec:
  selector:
    matchLabels: {app: sales-service}
${indented(parts.spec ?? '', 2)}
  template:
    metadata:
      labels: {app: sales-service}
    spec:
${indented(parts.pod ?? '', 6)}
      containers:
        - name: sales-service
          image: registry.example.com/erp/sales-service:1.4.2
${indented(parts.container ?? '', 10)}
`;
const container = 'spec.template.spec.containers[0]';
const service = (spec: string) => `{apiVersion: v1, kind: Service, metadata: {name: sales}, spec: {${spec}}}`;
const object = (apiVersion: string, kind: string, rest: string) =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x}, ${rest}}`;
const policy = (ingress: string) => object('networking.k8s.io/v1', 'NetworkPolicy', `spec: {podSelector: {}, ingress: [${ingress}]}`);
const autoscaler = (spec: string) =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    `spec: {maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: x}, ${spec}}`,
  );

type Fault = readonly [what: string, yaml: string, faults: readonly string[]];

async function expectFaults(_: string, yaml: string, faults: readonly string[]): Promise<void> {
  expect(await faultsOf(yaml)).toEqual(faults);
}

describe('the schema of each kind of our own', () => {
  it.each(kinds)('$name is named after its kind', ({ name, value }) => {
    const words = value.kind.replace(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase();
    expect(name).toBe(words);
  });

  it.each(kinds)('$name takes its example', async ({ value: { example } }) => {
    expect(await faultsOf(example)).toEqual([]);
  });

  it.each(kinds)('$name refuses an unknown field at every level of its example', async ({ value: { example } }) => {
    const manifest = manifestIn(example);
    const catalog = await loadCatalog([manifest]);
    const silent: string[] = [];
    for (const keys of mappingsIn(manifest.fields)) {
      const fields = structuredClone(manifest.fields);
      const holder = keys.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], fields) as Record<
        string,
        unknown
      >;
      // Free-form mappings hold texts or anything; their keys are the user's.
      if (isFreeForm(keys)) continue;
      holder['noSuchField'] = 'x';
      const found = validateManifest({ ...manifest, fields }, catalog);
      if (!found.some(({ rule }) => rule === 'schema-unknown-field')) silent.push(keys.join('.'));
    }
    expect(silent).toEqual([]);
  });
});

const freeForm = [
  'requests',
  'labels',
  'annotations',
  'matchLabels',
  'data',
  'config',
  'parameters',
  'users',
  'databases',
  'encryptedData',
  'options',
];

function isFreeForm(keys: readonly (string | number)[]): boolean {
  return freeForm.includes(String(keys.at(-1)));
}

function mappingsIn(value: unknown, keys: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => mappingsIn(item, [...keys, index]));
  if (typeof value !== 'object' || value === null) return [];
  return [keys, ...Object.entries(value).flatMap(([key, child]) => mappingsIn(child, [...keys, key]))];
}

describe('fields', () => {
  it.each<Fault>([
    ['nothing wrong', deployment(), []],
    [
      'a misspelt field',
      deployment({ spec: 'replica: 3' }),
      ['unknown-field spec.replica: Unknown field "replica": did you mean "replicas"?'],
    ],
    [
      'a misspelt field deep inside',
      deployment({ container: 'readinessProbe: {httpGet: {path: /, port: 80, sheme: HTTP}}' }),
      [`unknown-field ${container}.readinessProbe.httpGet.sheme: Unknown field "sheme": did you mean "scheme"?`],
    ],
    ['a field of another kind', deployment({ spec: 'serviceName: x' }), ['unknown-field spec.serviceName: Unknown field "serviceName".']],
    [
      'a misspelt field of the metadata',
      object('argoproj.io/v1alpha1', 'AppProject', 'spec: {}').replace('metadata: {', 'metadata: {label: {}, '),
      ['unknown-field metadata.label: Unknown field "label": did you mean "labels"?'],
    ],
    [
      'text for a number',
      deployment({ spec: 'replicas: "3"' }),
      ['wrong-type spec.replicas: Field "replicas" is the text "3", not a whole number.'],
    ],
    [
      'a fraction for an integer',
      deployment({ spec: 'replicas: 1.5' }),
      ['wrong-type spec.replicas: Field "replicas" is the number 1.5, not a whole number.'],
    ],
    [
      'a number for text',
      deployment({ container: 'env: [{name: PORT, value: 8000}]' }),
      [`wrong-type ${container}.env[0].value: Field "value" is the number 8000, not text.`],
    ],
    [
      'a boolean that YAML makes of "yes"',
      object('v1', 'ConfigMap', 'data: {ENABLED: yes}'),
      ['wrong-type data.ENABLED: Field "ENABLED" is the boolean true, not text.'],
    ],
    [
      'a list for a mapping',
      deployment({ spec: 'strategy: []' }),
      ['wrong-type spec.strategy: Field "strategy" is a list, not a mapping.'],
    ],
    [
      'a mapping for a list',
      deployment({ container: 'ports: {http: 80}' }),
      [`wrong-type ${container}.ports: Field "ports" is a mapping, not a list.`],
    ],
    ['a missing field', service('ports: [{name: http}]'), ['missing-field spec.ports[0].port: Field "port" is missing from "ports[0]".']],
    [
      'a value that is none of the allowed ones',
      deployment({ container: 'imagePullPolicy: Sometimes' }),
      [
        `invalid-value ${container}.imagePullPolicy: Field "imagePullPolicy" is "Sometimes", which is none of "Always", "IfNotPresent", "Never".`,
      ],
    ],
    ['null, which the API server ignores', deployment({ pod: 'terminationGracePeriodSeconds: null' }), []],
    ['a port as text and as number', service('ports: [{name: a, port: 80, targetPort: http}, {name: b, port: 81, targetPort: 8080}]'), []],
    [
      'a required choice',
      object('argoproj.io/v1alpha1', 'Application', 'spec: {project: default, destination: {name: a}}'),
      ['missing-field spec: Field "source" or "sources" is missing from "spec".'],
    ],
    [
      'two things of which only one may be',
      object('cert-manager.io/v1', 'ClusterIssuer', 'spec: {selfSigned: {}, ca: {secretName: a}}'),
      ['operator-refuses spec: Field "spec" has "ca" and "selfSigned", which exclude each other.'],
    ],
    [
      'a misspelt setting of a trigger',
      object(
        'keda.sh/v1alpha1',
        'ScaledObject',
        'spec: {scaleTargetRef: {name: x}, triggers: [{type: prometheus, metadata: {serverAddress: a, query: b, treshold: "1"}}]}',
      ),
      [
        'unknown-field spec.triggers[0].metadata.treshold: Unknown field "treshold": did you mean "threshold"?',
        'missing-field spec.triggers[0].metadata.threshold: Field "threshold" is missing from "metadata".',
      ],
    ],
  ])('%s', expectFaults);
});

describe('quantities', () => {
  const limits = (amounts: string) => deployment({ container: `resources: {limits: {${amounts}}}` });
  it.each<Fault>([
    ['in every spelling', limits('cpu: 1, memory: 1.5Gi, ephemeral-storage: 1e9, nvidia.com/gpu: "1"'), []],
    [
      'a unit that does not exist',
      limits('memory: 512MB'),
      [`invalid-value ${container}.resources.limits.memory: Field "memory" is "512MB", which is no quantity.`],
    ],
    [
      'a capital K',
      limits('memory: 256K'),
      [`invalid-value ${container}.resources.limits.memory: Field "memory" is "256K", which is no quantity.`],
    ],
    [
      'a unit of other trades',
      limits('memory: 5h'),
      [`invalid-value ${container}.resources.limits.memory: Field "memory" is "5h", which is no quantity.`],
    ],
    ['a negative one', limits('cpu: "-1"'), [`invalid-value ${container}.resources.limits.cpu: Field "cpu" is "-1", which is negative.`]],
    [
      'of a resource that does not exist',
      limits('memmory: 1Gi'),
      [`invalid-value ${container}.resources.limits.memmory: There is no resource "memmory": did you mean "memory"?`],
    ],
    [
      'a request above the limit, in different units',
      deployment({ container: 'resources: {limits: {cpu: 500m}, requests: {cpu: 0.6}}' }),
      [`invalid-value ${container}.resources.requests.cpu: The request of 0.6 cpu is more than the limit of 500m.`],
    ],
    [
      'of an emptyDir',
      deployment({ pod: 'volumes: [{name: tmp, emptyDir: {sizeLimit: lots}}]' }),
      ['invalid-value spec.template.spec.volumes[0].emptyDir.sizeLimit: Field "sizeLimit" is "lots", which is no quantity.'],
    ],
    [
      'of a quota',
      object('v1', 'ResourceQuota', 'spec: {hard: {requests.cpu: 4x, pods: 10, count/jobs.batch: 5}}'),
      ['invalid-value spec.hard["requests.cpu"]: Field "requests.cpu" is "4x", which is no quantity.'],
    ],
    [
      'of a limit range',
      object('v1', 'LimitRange', 'spec: {limits: [{type: Container, max: {cpu: fast}}]}'),
      ['invalid-value spec.limits[0].max.cpu: Field "cpu" is "fast", which is no quantity.'],
    ],
  ])('%s', expectFaults);
});

describe('names', () => {
  it.each<Fault>([
    [
      'an object without a name',
      '{apiVersion: v1, kind: ConfigMap, metadata: {}}',
      ['missing-field metadata.name: Field "name" is missing from "metadata".'],
    ],
    ['a generated name', '{apiVersion: v1, kind: ConfigMap, metadata: {generateName: x-}}', []],
    [
      'a capital',
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: Sales}}',
      ['invalid-value metadata.name: Field "name" is "Sales", which is no valid name.'],
    ],
    ['a dot in a ConfigMap', '{apiVersion: v1, kind: ConfigMap, metadata: {name: a.b}}', []],
    [
      'a dot in a Namespace',
      '{apiVersion: v1, kind: Namespace, metadata: {name: a.b}}',
      ['invalid-value metadata.name: Field "name" is "a.b", which is no valid name.'],
    ],
    [
      'a colon in a ClusterRole',
      object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'rules: []').replace('name: x', 'name: "system:x"'),
      [],
    ],
    [
      'a Service that starts with a digit',
      service('ports: [{port: 80}]').replace('name: sales', 'name: 1st'),
      ['invalid-value metadata.name: Field "name" is "1st", which is no valid name.'],
    ],
    [
      'a name that is too long',
      `{apiVersion: v1, kind: Namespace, metadata: {name: ${'a'.repeat(64)}}}`,
      [`invalid-value metadata.name: Field "name" is "${'a'.repeat(64)}", which has 64 characters, more than 63.`],
    ],
    [
      'a label value with a blank',
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: x, labels: {team: the team}}}',
      ['invalid-value metadata.labels.team: The label "team" is "the team", which is no valid label value.'],
    ],
    [
      'a label key with two slashes',
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: x, labels: {a.b/c/d: e}}}',
      ['invalid-value metadata.labels["a.b/c/d"]: The label "a.b/c/d" is no valid key.'],
    ],
    [
      'a label of a pod template',
      deployment().replace('labels: {app: sales-service}', 'labels: {app: sales-service, team: -x}'),
      ['invalid-value spec.template.metadata.labels.team: The label "team" is "-x", which is no valid label value.'],
    ],
    ['a key of a ConfigMap', object('v1', 'ConfigMap', 'data: {a/b: c}'), ['invalid-value data["a/b"]: "a/b" is no valid key.']],
    [
      'a key that is text and binary',
      object('v1', 'ConfigMap', 'data: {a: b}, binaryData: {a: Yg==}'),
      ['invalid-value binaryData.a: The key "a" is in "data" and in "binaryData".'],
    ],
    [
      'a Secret of several lines of base64, whose ends Go leaves out',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  a: |-\n    YWJj\n    ZGVm\n    ZzE=\n',
      [],
    ],
    [
      'an empty request of a custom kind',
      object('acme.cert-manager.io/v1', 'Order', 'spec: {issuerRef: {name: a}, request: ""}'),
      ['invalid-value spec.request: Field "request" is "", which is not base64.'],
    ],
    ['an empty value of a Secret', object('v1', 'Secret', 'data: {a: ""}'), []],
    [
      'a Secret of which one line is no base64',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  a: |-\n    YWJj\n    plain text\n',
      ['invalid-value data.a: Field "a" is "YWJj\\nplain text", which is not base64.'],
    ],
    [
      'a Secret that is not base64',
      object('v1', 'Secret', 'data: {a: "plain text"}'),
      ['invalid-value data.a: Field "a" is "plain text", which is not base64.'],
    ],
    [
      'an operator that does not exist',
      deployment({
        pod: 'topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchExpressions: [{key: a, operator: Is}]}}]',
      }),
      [
        'invalid-value spec.template.spec.topologySpreadConstraints[0].labelSelector.matchExpressions[0].operator: Field "operator" is "Is", which is none of "In", "NotIn", "Exists", "DoesNotExist".',
      ],
    ],
    [
      'a comparison of nodes',
      deployment({
        pod: 'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Gt, values: ["1"]}]}]}}}',
      }),
      [],
    ],
  ])('%s', expectFaults);
});

describe('pods', () => {
  it.each<Fault>([
    [
      'a port out of range',
      deployment({ container: 'ports: [{containerPort: 70000}]' }),
      [`invalid-value ${container}.ports[0].containerPort: Field "containerPort" is 70000, which is more than 65535.`],
    ],
    [
      'a port name with a capital',
      deployment({ container: 'ports: [{containerPort: 80, name: HTTP}]' }),
      [`invalid-value ${container}.ports[0].name: "HTTP" is no valid name of a port.`],
    ],
    [
      'two ports of one name',
      deployment({ container: 'ports: [{containerPort: 80, name: http}, {containerPort: 81, name: http}]' }),
      [`invalid-value ${container}.ports[1].name: The port name "http" is there twice.`],
    ],
    [
      'one port for two protocols',
      deployment({ container: 'ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53, protocol: TCP}]' }),
      [],
    ],
    [
      'two variables of one name',
      deployment({ container: 'env: [{name: A, value: b}, {name: A, value: c}]' }),
      [`invalid-value ${container}.env[1].name: The variable "A" is there twice.`],
    ],
    [
      'a variable with two values',
      deployment({ container: 'env: [{name: A, value: b, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]' }),
      [`invalid-value ${container}.env[0]: The variable "A" has value and valueFrom.`],
    ],
    [
      'two containers of one name',
      deployment({ pod: 'initContainers: [{name: sales-service, image: a}]' }),
      [`invalid-value spec.template.spec.initContainers[0].name: The container "sales-service" is there twice.`],
    ],
    [
      'a container without a valid name',
      deployment().replace('- name: sales-service', '- name: sales_service'),
      [`invalid-value ${container}.name: Field "name" is "sales_service", which is no valid name.`],
    ],
    [
      'a probe with two handlers',
      deployment({ container: 'livenessProbe: {httpGet: {port: 80}, exec: {command: [a]}}' }),
      [`invalid-value ${container}.livenessProbe: Field "livenessProbe" has exec and httpGet, which exclude each other.`],
    ],
    [
      'a probe without a handler',
      deployment({ container: 'livenessProbe: {periodSeconds: 5}' }),
      [`invalid-value ${container}.livenessProbe: Field "livenessProbe" says nothing to do.`],
    ],
    [
      'a probe with a misspelt handler',
      deployment({ container: 'livenessProbe: {httpget: {port: 80}}' }),
      [`unknown-field ${container}.livenessProbe.httpget: Unknown field "httpget": did you mean "httpGet"?`],
    ],
    [
      'a probe that never runs',
      deployment({ container: 'livenessProbe: {httpGet: {port: 80}, periodSeconds: -1}' }),
      [`invalid-value ${container}.livenessProbe.periodSeconds: Field "periodSeconds" is -1, which is less than 1.`],
    ],
    [
      'a mount of no volume',
      deployment({ container: 'volumeMounts: [{name: tmp, mountPath: /tmp}]' }),
      [`invalid-value ${container}.volumeMounts[0].name: The pod has no volume "tmp", which is mounted.`],
    ],
    [
      'a mount of a claim of a StatefulSet',
      deployment({
        spec: 'serviceName: x\nvolumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]',
        container: 'volumeMounts: [{name: data, mountPath: /d}]',
      }).replace('kind: Deployment', 'kind: StatefulSet'),
      [],
    ],
    [
      'a volume with two sources',
      deployment({ pod: 'volumes: [{name: a, emptyDir: {}, secret: {secretName: b}}]' }),
      ['invalid-value spec.template.spec.volumes[0]: The volume "a" has 2 sources: emptyDir, secret.'],
    ],
    ['a volume without a source, which is an emptyDir', deployment({ pod: 'volumes: [{name: a}]' }), []],
    ['file modes as octal numbers', deployment({ pod: 'volumes: [{name: a, secret: {secretName: b, defaultMode: 0400}}]' }), []],
    [
      'file modes as decimal numbers',
      deployment({ pod: 'volumes: [{name: a, secret: {secretName: b, defaultMode: 644}}]' }),
      ['invalid-value spec.template.spec.volumes[0].secret.defaultMode: Field "defaultMode" is 644, which is more than 511.'],
    ],
    [
      'a Deployment that does not restart',
      deployment({ pod: 'restartPolicy: Never' }),
      ['invalid-value spec.template.spec.restartPolicy: Field "restartPolicy" of a Deployment is "Never", not "Always".'],
    ],
    [
      'a Job that would always restart',
      object('batch/v1', 'Job', 'spec: {template: {spec: {containers: [{name: a, image: b}]}}}'),
      ['invalid-value spec.template.spec.restartPolicy: Field "restartPolicy" of a Job is not set, which means "Always".'],
    ],
    [
      'a selector that misses its own pods',
      deployment().replace('matchLabels: {app: sales-service}', 'matchLabels: {app: sales}'),
      ['invalid-value spec.selector: The selector does not match the labels of the pod template.'],
    ],
    [
      'a roll-out that cannot move',
      deployment({ spec: 'strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}}' }),
      ['invalid-value spec.strategy.rollingUpdate: Fields "maxSurge" and "maxUnavailable" are both 0: nothing can be replaced.'],
    ],
    [
      'a percentage without its sign',
      deployment({ spec: 'strategy: {rollingUpdate: {maxSurge: "25"}}' }),
      ['invalid-value spec.strategy.rollingUpdate.maxSurge: Field "maxSurge" is "25", which is no count of pods.'],
    ],
    [
      'Recreate with rolling settings',
      deployment({ spec: 'strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}' }),
      ['invalid-value spec.strategy.rollingUpdate: The strategy "Recreate" has a block "rollingUpdate".'],
    ],
  ])('%s', expectFaults);

  it.each(['0 2 * * *', '*/5 * * * *', '0 9-17/2 1,15 jan mon-fri', '@daily', '@every 1h'])('the schedule %j is one', async (schedule) => {
    expect(await faultsOf(cronJob(schedule))).toEqual([]);
  });

  it.each([
    '0 2 * *',
    '0 2 * * * *',
    '60 2 * * *',
    '0 24 * * *',
    '0 2 0 * *',
    '0 2 * 13 *',
    '0 2 * * 7',
    '*/0 * * * *',
    'daily',
    '5-1 * * * *',
  ])('the schedule %j is none', async (schedule) => {
    expect(await faultsOf(cronJob(schedule))).toEqual([
      `invalid-value spec.schedule: Field "schedule" is "${schedule}", which is no schedule.`,
    ]);
  });
});

function cronJob(schedule: string): string {
  const template = '{spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}';
  return object('batch/v1', 'CronJob', `spec: {schedule: "${schedule}", jobTemplate: {spec: {template: ${template}}}}`);
}

describe('networking and scaling', () => {
  it.each<Fault>([
    [
      'a headless NodePort',
      service('clusterIP: None, type: NodePort, ports: [{port: 80}]'),
      ['invalid-value spec.clusterIP: A Service of type "NodePort" is headless.'],
    ],
    ['a headless Service', service('clusterIP: None, type: ClusterIP, ports: [{port: 80}]'), []],
    [
      'ports without names',
      service('ports: [{name: a, port: 80}, {port: 81}]'),
      ['invalid-value spec.ports[1].name: The port 81/TCP has no name, and is one of 2.'],
    ],
    ['port 0', service('ports: [{port: 0}]'), ['invalid-value spec.ports[0].port: Field "port" is 0, which is less than 1.']],
    ['no port', service('selector: {app: x}'), ['invalid-value spec.ports: The Service has no port.']],
    [
      'an address that is none',
      policy('{from: [{ipBlock: {cidr: 10.0.0.1}}]}'),
      ['invalid-value spec.ingress[0].from[0].ipBlock.cidr: Field "cidr" is "10.0.0.1", which is no address range.'],
    ],
    [
      'addresses of both families',
      policy('{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {ipBlock: {cidr: "2001:db8::/32"}}]}'),
      [],
    ],
    [
      'an exception from outside',
      policy('{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}'),
      [
        'invalid-value spec.ingress[0].from[0].ipBlock.except[0]: Field "except[0]" is "11.0.0.0/16", which is not within the cidr "10.0.0.0/8".',
      ],
    ],
    ['an empty peer', policy('{from: [{}]}'), ['invalid-value spec.ingress[0].from[0]: The peer selects nothing.']],
    [
      'a range that ends before it starts',
      policy('{ports: [{port: 90, endPort: 80}]}'),
      ['invalid-value spec.ingress[0].ports[0].endPort: Field "endPort" is 80, which is less than the port 90.'],
    ],
    [
      'a range that starts with a name',
      policy('{ports: [{port: http, endPort: 80}]}'),
      ['invalid-value spec.ingress[0].ports[0].endPort: Field "endPort" needs a numeric "port".'],
    ],
    [
      'a direction that does not exist',
      policy('').replace('podSelector: {}', 'podSelector: {}, policyTypes: [ingress]'),
      ['invalid-value spec.policyTypes[0]: Field "policyTypes[0]" is "ingress", which is none of "Egress", "Ingress".'],
    ],
    [
      'a metric without its block',
      autoscaler('metrics: [{type: Resource, pods: {metric: {name: a}, target: {type: Value, value: 1}}}]'),
      ['invalid-value spec.metrics[0]: The metric of type "Resource" has no block "resource".'],
    ],
    [
      'a target without its value',
      autoscaler('metrics: [{type: Resource, resource: {name: cpu, target: {type: Value, value: 70}}}]'),
      ['invalid-value spec.metrics[0].resource.target: The target of type "Value" has no field "averageUtilization".'],
    ],
    [
      'more at least than at most',
      autoscaler('minReplicas: 6'),
      ['invalid-value spec.minReplicas: Field "minReplicas" is 6, which is more than the "maxReplicas" of 5.'],
    ],
    [
      'a budget with two sides',
      object('policy/v1', 'PodDisruptionBudget', 'spec: {minAvailable: 1, maxUnavailable: 1}'),
      ['invalid-value spec: Fields "minAvailable" and "maxUnavailable" exclude each other.'],
    ],
    [
      'a ServiceAccount from nowhere',
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRoleBinding',
        'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: a}, subjects: [{kind: ServiceAccount, name: b}]',
      ),
      ['invalid-value subjects[0].namespace: The ServiceAccount "b" has no namespace.'],
    ],
  ])('%s', expectFaults);
});

describe('kinds and API versions', () => {
  it.each<Fault>([
    [
      'a removed version',
      object('policy/v1beta1', 'PodDisruptionBudget', 'spek: {}'),
      ['removed-api apiVersion: PodDisruptionBudget of "policy/v1beta1" is gone since Kubernetes 1.25.'],
    ],
    [
      'a removed version of an operator',
      object('external-secrets.io/v1beta1', 'ExternalSecret', 'spec: {}'),
      ['removed-api apiVersion: ExternalSecret of "external-secrets.io/v1beta1" is gone since External Secrets 0.17.'],
    ],
    [
      'a deprecated kind, whose fields still count',
      object('v1', 'Endpoints', 'subset: []'),
      [
        'deprecated-api apiVersion: Endpoints of "v1" is deprecated since Kubernetes 1.33.',
        'unknown-field subset: Unknown field "subset": did you mean "subsets"?',
      ],
    ],
    [
      'a kind in the wrong version',
      object('v1', 'Deployment', 'spec: {}'),
      ['unknown-kind apiVersion: There is no kind "Deployment" in "v1": did you mean "apps/v1"?'],
    ],
    [
      'a misspelt kind',
      object('apps/v1', 'Deploymnet', 'spec: {}'),
      ['unknown-kind kind: There is no kind "Deploymnet" in "apps/v1": did you mean "Deployment"?'],
    ],
    ['a part of an object', object('v1', 'Container', 'image: a'), ['unknown-kind kind: There is no kind "Container" in "v1".']],
    [
      "somebody else's group of a known name",
      object('apps.example.com/v1', 'Deployment', 'spec: {}'),
      [
        'undescribed-kind apiVersion: The kind "Deployment" of "apps.example.com/v1" is not described here: neither Kubernetes nor an operator of the platform serves it, and it is not judged.',
      ],
    ],
    [
      'a group that ends as one of Kubernetes does',
      object('networking.istio.io/v1', 'Gateway', 'spec: {}'),
      [
        'undescribed-kind apiVersion: The kind "Gateway" of "networking.istio.io/v1" is not described here: neither Kubernetes nor an operator of the platform serves it, and it is not judged.',
      ],
    ],
    [
      'a misspelt group',
      object('networking.k8s.oi/v1', 'Ingress', 'spec: {}'),
      ['unknown-kind apiVersion: There is no kind "Ingress" in "networking.k8s.oi/v1": did you mean "networking.k8s.io/v1"?'],
    ],
    [
      'a kind that leads out of its folder',
      object('v1', '"../../../package"', 'spec: {}'),
      ['unknown-kind kind: There is no kind "../../../package" in "v1".'],
    ],
  ])('%s', expectFaults);

  it('names the replacement', async () => {
    const manifest = manifestIn(object('extensions/v1beta1', 'Ingress', 'spec: {}'));
    expect(validateManifest(manifest, await loadCatalog([manifest])).map(({ remediation }) => remediation)).toEqual([
      'Write apiVersion: networking.k8s.io/v1.',
    ]);
  });

  it.each(['Kustomization', 'Component'])('says what took the place of an old field of a %s', async (kind) => {
    const version = kind === 'Component' ? 'v1alpha1' : 'v1beta1';
    const faults = await faultsOf(`{apiVersion: kustomize.config.k8s.io/${version}, kind: ${kind}, commonLabels: {a: b}, resource: [c]}`);
    expect(faults).toEqual([
      'deprecated-api commonLabels: Field "commonLabels" of kustomizations is deprecated.',
      'unknown-field resource: Unknown field "resource": did you mean "resources"?',
    ]);
  });
});

describe('patches', () => {
  const patch = '{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {SPEC}}';
  it.each<Fault>([
    ['may leave everything out', patch.replace('SPEC', 'template: {spec: {containers: [{name: a, resources: {limits: {cpu: 1}}}]}}'), []],
    ['may remove with null', patch.replace('SPEC', 'replicas: null, template: null'), []],
    [
      'may have directives',
      patch.replace('SPEC', 'strategy: {$patch: replace, type: Recreate}, template: {spec: {$setElementOrder/containers: [{name: a}]}}'),
      [],
    ],
    [
      'may not misspell',
      patch.replace('SPEC', 'replica: 1'),
      ['unknown-field spec.replica: Unknown field "replica": did you mean "replicas"?'],
    ],
    [
      'may not mistake types',
      patch.replace('SPEC', 'replicas: "1"'),
      ['wrong-type spec.replicas: Field "replicas" is the text "1", not a whole number.'],
    ],
  ])('%s', async (_, yaml, faults) => {
    expect(await faultsOf(yaml, { partial: true })).toEqual(faults);
  });
});

describe('any input', () => {
  const strange: readonly unknown[] = [null, 1, -1, 1e30, '', 'x y', true, [], {}, [null], { a: null }, [[{}]]];

  it('never makes the validator throw', async () => {
    const examples = [
      ...kinds.map(({ value }) => value.example),
      deployment({ container: 'resources: {limits: {cpu: 1}}\nports: [{containerPort: 1}]' }),
      service('ports: [{port: 80}]'),
      cronJob('0 2 * * *'),
      policy('{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}'),
      autoscaler('metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization}}}]'),
    ];
    const manifests = examples.map(manifestIn);
    const catalog = await loadCatalog(manifests);
    for (const manifest of manifests) {
      for (const keys of placesIn(manifest.fields)) {
        for (const value of strange) {
          const fields = structuredClone(manifest.fields) as Record<string | number, unknown>;
          const holder = keys
            .slice(0, -1)
            .reduce<Record<string | number, unknown>>((current, key) => current[key] as Record<string, unknown>, fields);
          const last = keys.at(-1);
          if (last !== undefined) holder[last] = value;
          for (const partial of [false, true]) expect(() => validateManifest({ ...manifest, fields }, catalog, { partial })).not.toThrow();
        }
      }
    }
  });
});

function placesIn(value: unknown, keys: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [keys];
  const own = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return [keys, ...own.flatMap((key) => placesIn((value as Record<string | number, unknown>)[key], [...keys, key]))];
}

it('judges tens of thousands of objects in a few seconds of one processor', async () => {
  const manifest = manifestIn(deployment({ container: 'resources: {limits: {cpu: 1}}' }));
  const catalog = await loadCatalog([manifest]);
  const start = process.cpuUsage();
  for (let count = 0; count < 20_000; count += 1) validateManifest(manifest, catalog);
  // Others may use the machine meanwhile.
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(10_000);
});
