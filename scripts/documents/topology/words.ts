import type { Catalog } from '../../../generators/model/catalog.ts';
import type { Wording } from './graphs.ts';
import { outsidesOf, rangeName } from './outsides.ts';

type Language = 'en' | 'zh';

/** A port as flows have it; absent: every port. */
export interface SpokenPort {
  readonly name: string;
  readonly number: number;
  readonly protocol: string;
  readonly endPort?: number;
}

/** Who is outside, by the names that `npm run network` knows them by. */
const outsides: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  'any address': ['Anywhere', '任意地址'],
  internet: ['Internet', '互联网'],
  'api-server': ['Kubernetes API', 'Kubernetes API'],
  vault: ['Vault', 'Vault'],
  identity: ['Identity provider', '身份提供方'],
  registry: ['Image registry', '镜像仓库'],
  git: ['Git host', 'Git 托管平台'],
  'backup-store': ['Object store: backups', '对象存储：备份'],
  'log-store': ['Object store: logs', '对象存储：日志'],
  'dns-account': ['DNS account', 'DNS 账户'],
  postgres: ['PostgreSQL of a provider', '外部 PostgreSQL'],
  redis: ['Redis of a provider', '外部 Redis'],
  kafka: ['Kafka of a provider', '外部 Kafka'],
  nodes: ['Nodes', '节点'],
  cdn: ['CDN', 'CDN'],
  company: ['Company network', '公司网络'],
  'load-balancers': ['Load balancer', '负载均衡器'],
  metadata: ['Cloud metadata', '云元数据'],
};

/** What is spoken at a port: by the name that the pods or the policies give it, then by its number. */
const spoken: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  http: ['HTTP', 'HTTP'],
  https: ['HTTPS', 'HTTPS'],
  grpc: ['gRPC', 'gRPC'],
  metrics: ['metrics', '指标'],
  'http-metrics': ['metrics', '指标'],
  'tcp-prometheus': ['metrics', '指标'],
  'metrics-port': ['metrics', '指标'],
  exporter: ['metrics', '指标'],
  'exporter-port': ['metrics', '指标'],
  'tcp-replication': ['replication', '复制'],
  'tcp-ctrlplane': ['quorum', '仲裁'],
  'http-web': ['Prometheus', 'Prometheus'],
  'http-memberlist': ['cluster', '集群'],
  'mesh-tcp': ['cluster', '集群'],
  'mesh-udp': ['cluster', '集群'],
  'otlp-grpc': ['traces', '链路'],
  'otlp-http': ['traces', '链路'],
  '53': ['DNS', 'DNS'],
  '80': ['HTTP', 'HTTP'],
  '443': ['HTTPS', 'HTTPS'],
  '3100': ['logs', '日志'],
  '4317': ['traces', '链路'],
  '4318': ['traces', '链路'],
  '5432': ['PostgreSQL', 'PostgreSQL'],
  '6379': ['Redis', 'Redis'],
  '6443': ['Kubernetes API', 'Kubernetes API'],
  '8008': ['Patroni', 'Patroni'],
  '8200': ['Vault', 'Vault'],
  '9092': ['Kafka', 'Kafka'],
  '9093': ['Kafka', 'Kafka'],
  '16686': ['Jaeger', 'Jaeger'],
  '26379': ['Redis Sentinel', 'Redis 哨兵'],
};

/** Somebody outside in the words of a language; a name that nobody knows, such as a range, as it is. */
export function outsideWord(language: Language, name: string): string {
  return name
    .split(' or ')
    .map((one) => outsides[one]?.[language === 'en' ? 0 : 1] ?? one)
    .join(' / ');
}

/** What is spoken at a port, in words, with the name that the port has where no word is known; a number only where it has none. */
export function portWord(language: Language, port: SpokenPort | undefined): string {
  if (port === undefined) return language === 'en' ? 'every port' : '所有端口';
  const { name, number, endPort } = port;
  const word = endPort === undefined ? (spoken[name] ?? spoken[String(number)]) : undefined;
  if (word !== undefined) return word[language === 'en' ? 0 : 1];
  if (name !== '') return name;
  return endPort === undefined ? `${language === 'en' ? 'port' : '端口'} ${number}` : `${number}–${endPort}`;
}

/** A port with its number, for whoever needs it. */
export function portNumber(port: SpokenPort | undefined): string {
  if (port === undefined) return '';
  const { number, endPort, protocol } = port;
  return `${protocol} ${number}${endPort === undefined ? '' : `–${endPort}`}`;
}

/** How pictures of an environment call what has no name of its own in the objects: by the catalog. */
export function wordingOf(
  { platform, environments }: Pick<Catalog, 'platform' | 'environments'>,
  environment: string,
  language: Language,
): Wording | undefined {
  const definition = environments.find(({ value }) => value.name === environment)?.value;
  if (definition === undefined) return undefined;
  const outsides = outsidesOf(platform.value, definition);
  return {
    outside: ({ cidr, except }) => outsideWord(language, rangeName(outsides, cidr, except)),
    port: (port) => portWord(language, port),
  };
}
