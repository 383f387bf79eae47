import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { problemsOf } from './judged.ts';

const known = await loadCatalog(path.resolve(import.meta.dirname, '../..'));
const file = 'generators/catalog/services/sales-service.ts';
const digest = `sha256:${'0a1b2c3d'.repeat(8)}`;
const build = { version: '1.0.0', digest };
const small = { cpu: '100m', memory: '64Mi', ephemeralStorage: '64Mi' };
const resources = { requests: small, limits: small };
const object = (apiVersion: string, kind: string, rest: object, metadata: object = {}) => ({
  objects: [
    { because: 'The catalog cannot say it', object: { apiVersion, kind, metadata: { name: 'sales-service-x', ...metadata }, ...rest } },
  ],
});
const config = (name: string, value: string) => ({ settings: { config: { [name]: value } } });
const job = (more: object) => ({ jobs: { night: { args: ['night'], minutes: 5, schedule: '0 2 * * *', timeZone: 'UTC', ...more } } });

/** What the author of one service file writes, whom nobody of operations reviews. */
const inputs: Readonly<Record<string, object>> = {
  // Texts that people and machines read.
  'a title with a link': { title: { en: 'Orders, see https://login.evil.example.org', zh: '销售' } },
  'a title with HTML': { title: { en: '<img src=x onerror=alert(1)>', zh: '销售' } },
  'a title with Markdown': { title: { en: 'Orders](https://evil.example.org) [x', zh: '销售' } },
  'a title of two lines': { title: { en: 'Orders\n## Owners\n@example-erp/dev', zh: '销售' } },
  'a title that turns the line round': { title: { en: 'Orders \u202egnp.evil', zh: '销售' } },
  'a title with nothing to be seen': { title: { en: '\u200b', zh: '销售' } },
  'a title with a template': { title: { en: '{{ .Values.x }} ${HOME} $(id)', zh: '销售' } },
  'a title with a bar of a table': { title: { en: 'Orders | @ops | yes', zh: '销售' } },
  'a title with a script in Chinese': { title: { en: 'Orders', zh: '<script>alert(1)</script>' } },
  'a title as long as a book': { title: { en: 'x'.repeat(5000), zh: '销售' } },
  'a title with a mark of Argo CD': { title: { en: 'Orders +argocd:skip-file-rendering', zh: '销售' } },
  'a title with a mark of Argo CD in Chinese': { title: { en: 'Orders', zh: '+argocd:skip-file-rendering' } },
  'a reason with a line break': { exempt: [{ rule: 'require-zone-spread', because: 'x\u2028y', owner: 'a', until: '2027-01-01' }] },
  'an exemption of an object of another': {
    exempt: [{ rule: 'require-zone-spread', on: 'Deployment/financial-service', because: 'a reason', owner: 'ops', until: '2027-01-01' }],
  },
  'an exemption from what nobody is exempt from': {
    exempt: [{ rule: 'forbid-privileged', because: 'a reason', owner: 'ops', until: '2027-01-01' }],
  },
  'an exemption that is a path': { exempt: [{ rule: '../forbid-privileged', because: 'a reason', owner: 'ops', until: '2027-01-01' }] },
  'a single writer with a mark in its reason': { settings: { scale: { single: 'because of +argocd:skip-file-rendering' } } },
  // Names that are somebody else's, or parts of theirs.
  'a former name of a service that is there': { formerly: ['financial-service'] },
  'a former name that is a path': { formerly: ['../financial-service'] },
  'a worker that is called as another service': { name: 'sales-service', workers: { '../financial-service': { args: ['x'] } } },
  'a job with capitals': { jobs: { Night: { args: ['x'], minutes: 5, at: 'before-rollout' } } },
  'the database of another': { database: { name: 'financial_db', user: 'sales_user' } },
  'the role of another': { database: { name: 'sales_db', user: 'financial_user' } },
  'a role with a mark of SQL': { database: { name: 'sales_db', user: 'sales_user; drop role financial_user' } },
  'a database with quotes': { database: { name: 'sales"_db', user: 'sales_user' } },
  'the topic of another': { topics: { X: 'financial.transaction.posted' } },
  'a topic of Kafka itself': { topics: { X: '__consumer_offsets' } },
  'a topic of transactions of Kafka': { topics: { X: '__transaction_state' } },
  'a topic of the operator': { topics: { X: '__strimzi_store_topic' } },
  'a topic called dot': { topics: { X: '.' } },
  'a topic called dots': { topics: { X: '..' } },
  'a topic that is all': { topics: { X: '*' } },
  'a topic that is a pattern': { topics: { X: 'sales.*' } },
  'a topic that differs by signs': { topics: { X: 'financial_transaction_posted' } },
  'a topic of nobody to read': { consumes: { X: 'hr.salaries' } },
  'an image with a path upwards': { image: '../evil/sales' },
  'an image with a registry': { image: 'docker.io/evil/sales' },
  'an image with a tag': { image: 'sales-service:latest' },
  'an image with a digest': { image: `sales-service@${digest}` },
  'the owner of another team': { owner: 'nobody' },
  'a folder upwards': { folder: '../projects' },
  'a folder that is a service': { folder: 'financial-service' },
  'a folder with a star': { folder: '*' },
  // Ways in.
  'the route of another': { route: '/financial' },
  'a route below that of another': { route: '/financial/accounts' },
  'the route of everybody': { route: '/' },
  'a route with a dot': { route: '/sales/../financial' },
  'a route with an escape': { route: '/%66inancial' },
  'a route with a pattern': { route: '/(.*)' },
  'a route with a query': { route: '/sales?x=1' },
  'a route with a fragment': { route: '/sales#x' },
  'a route with a space': { route: '/sales x' },
  'a route with a line break': { route: '/sales\nnginx.ingress.kubernetes.io/server-snippet: x' },
  'a route with two slashes': { route: '//financial' },
  'a route with a slash at its end': { route: '/financial/' },
  'a route in capitals': { route: '/FINANCIAL' },
  'a route with a semicolon': { route: '/sales;proxy_pass http://evil' },
  'a route with a brace': { route: '/sales{x}' },
  'a route in Unicode': { route: '/ｆinancial' },
  'the host of Grafana': { route: { host: 'grafana', path: '/' } },
  'the host of Argo CD': { route: { host: 'argocd', path: '/' } },
  'the host of the API': { route: { host: 'api', path: '/' } },
  'a host of several labels': { route: { host: 'login.evil.example.org', path: '/' } },
  'a host of all': { route: { host: '*', path: '/' } },
  'a host that looks like another': { route: { host: 'xn--pi-7ka', path: '/' } },
  'a host for mail': { route: { host: 'autodiscover', path: '/' } },
  'a host for policies of mail': { route: { host: '_dmarc', path: '/' } },
  'a host for certificates': { route: { host: '_acme-challenge', path: '/' } },
  'a port of the node': { ports: { http: { number: 8000, protocol: 'http' }, ssh: { number: 22, protocol: 'tcp' } } },
  'a port whose name is a pattern': { ports: { 'http.*': { number: 8000, protocol: 'http' } } },
  // Ways out.
  'the API server': { settings: { reaches: { X: 'https://kubernetes.default.svc' } } },
  'the credentials of the machine': { settings: { reaches: { X: 'https://169.254.169.254/latest' } } },
  'the credentials of the machine as a number': { settings: { reaches: { X: 'https://2852039166/' } } },
  'the credentials of the machine in another base': { settings: { reaches: { X: 'https://0xa9fea9fe/' } } },
  'the credentials of the machine by a name': { settings: { reaches: { X: 'https://metadata.google.internal/' } } },
  'the credentials of the machine by IPv6': {
    settings: { reaches: { X: { host: 'x.partner.example', port: 80, cidrs: ['::ffff:169.254.169.254/128'] } } },
  },
  'a range around the credentials of the machine': {
    settings: { reaches: { X: { host: 'x.partner.example', port: 80, cidrs: ['169.254.0.0/16'] } } },
  },
  'the credentials of ECS and of pods': {
    settings: { reaches: { X: { host: 'x.partner.example', port: 80, cidrs: ['169.254.170.2/32', '169.254.170.23/32'] } } },
  },
  'the credentials of Alibaba': { settings: { reaches: { X: { host: 'x.partner.example', port: 80, cidrs: ['100.100.100.200/32'] } } } },
  'the credentials of Oracle': { settings: { reaches: { X: { host: 'x.partner.example', port: 80, cidrs: ['192.0.0.192/32'] } } } },
  'the pod itself': { settings: { reaches: { X: { host: 'x.partner.example', port: 80, cidrs: ['127.0.0.0/8'] } } } },
  'the host 127.1': { settings: { reaches: { X: 'https://127.1/' } } },
  'everything in halves': { settings: { reaches: { X: { host: 'x.partner.example', port: 80, cidrs: ['0.0.0.0/1', '128.0.0.0/1'] } } } },
  'everything in eighths': {
    settings: {
      reaches: { X: { host: 'x.partner.example', port: 80, cidrs: Array.from({ length: 200 }, (_one, index) => `${index + 1}.0.0.0/8`) } },
    },
  },
  'a host of all names': { settings: { reaches: { X: { host: '*.example.com', port: 443 } } } },
  'a host with a user': { settings: { reaches: { X: 'https://api.partner.example@evil.example.org/' } } },
  'a host with a backslash': { settings: { reaches: { X: 'https://api.partner.example\\@evil.example.org/' } } },
  'calls of a part of the platform': { calls: ['postgres-primary:postgresql'] },
  'calls of a worker upwards': { calls: ['financial-service.../x'] },
  // Rights.
  'a cloud role that is a pattern': { identity: { cloudRole: { production: `arn:aws:iam::${'1'.repeat(12)}:role/*` } } },
  'a cloud role with a line break': { identity: { cloudRole: { production: `arn:aws:iam::${'1'.repeat(12)}:role/x\ny` } } },
  'a secret of a path': { secrets: { '../financial-service/JWT_SECRET': {} } },
  'a secret of a template': { secrets: { '{{ .x }}': {} } },
  'a secret of the platform': { secrets: { DATABASE_PASSWORD: {} } },
  'a variable of the loader': config('LD_PRELOAD', '/tmp/x.so'),
  'a variable of a proxy': config('HTTPS_PROXY', 'http://proxy.evil.example.org:3128'),
  'a variable of certificates': config('SSL_CERT_FILE', '/tmp/ca.crt'),
  'further certificates': config('NODE_EXTRA_CA_CERTS', '/var/cache/ca.crt'),
  'certificates beside those of the image': config('SSL_CERT_FILE', '/etc/ssl/../../tmp/ca.crt'),
  'a variable with an equals sign': config('A=B', 'x'),
  'a PIN': config('ADMIN_PIN', '4711'),
  'a number as a token': config('API_TOKEN', '4711'),
  'a word as a secret': config('WEBHOOK_SECRET', 'secret'),
  'arguments with a key': { main: ['serve', '--admin-pin=4711'] },
  'a job that runs for ever': job({ schedule: '* * * * *', minutes: 1440 }),
  'a job at a time that never comes': job({ schedule: '0 0 31 2 *' }),
  'a job with a macro': job({ schedule: '@every 1s * *' }),
  'a job in a zone that does not exist': job({ timeZone: '../../etc/passwd' }),
  'a job with a zone in its schedule': job({ schedule: 'CRON_TZ=UTC 0 2 * *' }),
  'a job with many tries': job({ retries: 10, minutes: 1440, schedule: '*/1 * * * *' }),
  // Places in the pod.
  'a file at the account': { files: { '/var/run/secrets/kubernetes.io/serviceaccount/token': 'x' } },
  'a file at the secrets': { files: { '/app/secrets/JWT_SECRET': 'x' } },
  'a file upwards': { files: { '/etc/../app/secrets/x': 'x' } },
  'a file at the names': { files: { '/etc/hosts': '1.2.3.4 postgres-primary' } },
  'a file of the loader': { files: { '/etc/ld.so.preload': '/tmp/x.so' } },
  'a file of accounts': { files: { '/etc/passwd': 'root::0:0::/:/bin/sh' } },
  'a file of programs': { files: { '/usr/local/bin/curl': '#!/bin/sh' } },
  'a file from elsewhere': { files: { '/etc/x': { from: '../../../../etc/passwd' } } },
  'a file from a place of all': { files: { '/etc/x': { from: '/etc/passwd' } } },
  'a volume over all': { volumes: { '/': { scratch: '1Gi' } } },
  'a volume over the program': { volumes: { '/app': { scratch: '1Gi' } } },
  'a volume of the kernel': { volumes: { '/sys/fs/cgroup': { scratch: '1Gi' } } },
  'a room of a petabyte': { volumes: { '/data': { scratch: '1Pi' } } },
  'a room of less than nothing': { volumes: { '/data': { scratch: '-1Gi' } } },
  'a disk of an exabyte': { volumes: { '/data': { disk: '1Ei', saved: { none: 'It is a cache, and its loss does no harm' } } } },
  'an image of elsewhere as a volume': { volumes: { '/data': { image: 'docker.io/evil/x', build } } },
  'a companion that is the store of secrets': { companions: { vault: { image: '../vault', build, runs: 'beside', resources } } },
  'a companion with the name of the service': { companions: { 'sales-service': { image: 'x', build, runs: 'beside', resources } } },
  'a companion that takes secrets': { companions: { x: { image: 'x', build, runs: 'beside', resources, mounts: ['/app/secrets'] } } },
  // Numbers.
  'a million processors': { settings: { resources: { requests: { cpu: '1000000' }, limits: { cpu: '1000000' } } } },
  'less than no memory': { settings: { resources: { requests: { memory: '-1Gi' }, limits: { memory: '-1Gi' } } } },
  'a number with an exponent': { settings: { resources: { requests: { cpu: '1e9' }, limits: { cpu: '1e9' } } } },
  'more pods than anybody has': { settings: { maxReplicas: 1_000_000_000 } },
  'pods without end': { settings: { scale: { pods: Number.MAX_SAFE_INTEGER } } },
  'all connections of the database': { settings: { pools: { databaseMax: 100_000 } } },
  'a stop that never ends': { settings: { shutdown: { graceSeconds: 2_000_000_000 } } },
  'a body of a petabyte': { settings: { maxBodySize: '1Pi' } },
  'a hundred topics of many partitions': {
    topics: Object.fromEntries(Array.from({ length: 100 }, (_one, index) => [`X${index}`, { name: `sales.x${index}`, partitions: 1000 }])),
  },
  'a probe with a template': { settings: { probes: { liveness: { path: '/live{{x}}' } } } },
  'a probe with a line break': { settings: { probes: { liveness: { path: '/live\nhost: evil' } } } },
  'a probe to another host': { settings: { probes: { liveness: { path: '//evil.example.org/' } } } },
  // Objects of one's own.
  'a ConfigMap with a mark of Argo CD': object('v1', 'ConfigMap', { data: { A: '+argocd:skip-file-rendering' } }),
  'an object in another namespace': object('v1', 'ConfigMap', { data: { A: 'x' } }, { namespace: 'erp-infra' }),
  'a scrape under the name of another': object('monitoring.coreos.com/v1', 'PodMonitor', {
    spec: {
      selector: {},
      podMetricsEndpoints: [{ port: 'metrics', relabelings: [{ targetLabel: 'namespace', replacement: 'erp-infra' }] }],
    },
  }),
  'a scrape that believes what it is told': object('monitoring.coreos.com/v1', 'PodMonitor', {
    spec: { selector: {}, podMetricsEndpoints: [{ port: 'metrics', honorLabels: true }] },
  }),
  'an object that is a hook': object('v1', 'ConfigMap', { data: { A: 'x' } }, { annotations: { 'argocd.argoproj.io/hook': 'PreSync' } }),
  'an object that Argo CD lets lie': object(
    'v1',
    'ConfigMap',
    { data: { A: 'x' } },
    { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' } },
  ),
  'an object that helm keeps': object('v1', 'ConfigMap', { data: { A: 'x' } }, { annotations: { 'helm.sh/resource-policy': 'keep' } }),
  'an object that kustomize runs': object(
    'v1',
    'ConfigMap',
    { data: { A: 'x' } },
    { annotations: { 'config.kubernetes.io/function': 'exec: {}' } },
  ),
  'an object that kustomize leaves out': object(
    'v1',
    'ConfigMap',
    { data: { A: 'x' } },
    { annotations: { 'config.kubernetes.io/local-config': 'true' } },
  ),
  'a rule of access': object('rbac.authorization.k8s.io/v1', 'RoleBinding', { roleRef: { kind: 'ClusterRole', name: 'admin' } }),
  'a Secret': object('v1', 'Secret', { stringData: { A: 'x' } }),
  'a list': object('v1', 'ConfigMapList', { items: [{ apiVersion: 'v1', kind: 'Secret' }] }),
  'a kind in other letters': object('v1', 'configmap', { data: { A: 'x' } }),
  'a kind of another group': object('v1/apps/v1', 'ConfigMap', { data: { A: 'x' } }),
};

describe('the author of one service, whom nobody of operations reviews,', () => {
  it.each(Object.entries(inputs).map(([name, change]) => ({ name, change })))(
    'is refused $name, before anything is drawn',
    ({ change }) => {
      const services = known.services.map((entry) =>
        entry.file === file ? { ...entry, value: { ...entry.value, ...change } as ServiceDefinition } : entry,
      );
      expect(problemsOf({ ...known, services }).length).toBeGreaterThan(0);
    },
  );
});
