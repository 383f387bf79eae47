import { longestFolder } from '../../../generators/model/problems/belonging/folders.ts';
import { longestFiles } from '../../../generators/model/problems/services/content-problems.ts';
import { loaders, longestEachMinute, trusting } from '../../../generators/model/problems/services/part-problems.ts';
import { ofImage, ofRuntime, taken } from '../../../generators/model/problems/services/path-problems.ts';
import { longestName } from '../../../generators/model/problems/services/process-problems.ts';
import { fewestLive } from '../../../generators/model/problems/services/scale-problems.ts';
import { bodies, leastCpu, leastMemory, longestGrace, probeRanges } from '../../../generators/model/problems/services/settings/ranges.ts';
import { longestTitle } from '../../../generators/model/problems/services/title-problems.ts';
import { most } from '../../../generators/model/problems/shape/service.ts';
import { containerMost, metricsPort } from '../../../generators/model/service/defaults.ts';
import { formatBytes } from '../../../generators/model/service/quantity.ts';

/** What the catalog refuses of a field, in both languages, and one such text of a service file: what the test of the documents tries. */
export interface Bound {
  readonly en: string;
  readonly zh: string;
  readonly refused: string;
}

const code = (names: Iterable<string>) => [...names].map((name) => `\`${name}\``).join(', ');
const probes = code(probeRanges.map(({ probe, field, most: top }) => `${probe}.${field} > ${top}`));
const answers = "ports: { http: { number: 9000, protocol: 'http' } }";

/** By the name of the field; a field without a line takes whatever its type takes. */
export const bounds: Readonly<Record<string, readonly Bound[]>> = {
  name: [
    {
      en: `More than ${longestName} characters, with the name of a worker or job behind it too; the name of a part of the platform, or one that another service has, or had.`,
      zh: `超过 ${longestName} 个字符（后接 worker 或作业名称时也算）；平台某部分的名称；其他服务现有或曾有的名称。`,
      refused: "name: 'edge',",
    },
  ],
  title: [
    {
      en: `More than ${longestTitle} characters; addresses, and whatever is neither letter nor digit nor a sign of a sentence.`,
      zh: `超过 ${longestTitle} 个字符；地址，以及字母、数字和句子标点之外的字符。`,
      refused: "title: { en: 'See https://example.com', zh: '订单' },",
    },
  ],
  formerly: [
    {
      en: 'The name that another service has, or had.',
      zh: '其他服务现有或曾有的名称。',
      refused: "formerly: ['material-service', 'sales-service'],",
    },
  ],
  owner: [{ en: 'A team that the platform file does not name.', zh: '平台文件中没有的团队。', refused: "owner: 'somebody'," }],
  folder: [
    {
      en: `More than ${longestFolder} characters; the name of an Application.`,
      zh: `超过 ${longestFolder} 个字符；某个 Application 的名称。`,
      refused: "folder: 'edge',",
    },
  ],
  route: [
    {
      en: 'The whole host of the API; a path that another service has, or one below it.',
      zh: 'API 的整个主机；其他服务已有的路径，或其下的路径。',
      refused: "route: '/sales/orders',",
    },
    {
      en: 'Capitals, or a slash at the end; a host that the platform has.',
      zh: '大写字母，或以斜杠结尾；平台已有的主机。',
      refused: "route: { host: 'grafana', path: '/' },",
    },
    {
      en: 'A port that does not speak HTTP: the edge publishes nothing else.',
      zh: '不使用 HTTP 的端口：入口不发布其他协议。',
      refused: "ports: { lpd: { number: 5150, protocol: 'tcp' } },\nroute: '/orders',",
    },
  ],
  ports: [
    {
      en: `Numbers below 1024; ${metricsPort.number} and the name \`${metricsPort.name}\`, which every process has for its metrics; a number twice.`,
      zh: `小于 1024 的端口号；${metricsPort.number} 和名称 \`${metricsPort.name}\`（每个进程都用于指标）；重复的端口号。`,
      refused: "ports: { http: { number: 80, protocol: 'http' } },",
    },
    {
      en: 'A name whose first word says another protocol than the port speaks.',
      zh: '名称的第一个词与端口的协议不符。',
      refused: "ports: { 'grpc-events': { number: 8000, protocol: 'http' } },",
    },
  ],
  database: [
    {
      en: 'Databases and roles that are there already, and those of other services.',
      zh: '已经存在的数据库和角色，以及其他服务的数据库和角色。',
      refused: "database: { name: 'orders_db', user: 'standby' },",
    },
  ],
  uses: [
    {
      en: '`postgres` without a `database`; a store that somebody else runs, where the environment does not say where.',
      zh: '有 `postgres` 而没有 `database`；由他人运行、而环境没有写明位置的存储。',
      refused: "uses: ['postgres'],",
    },
  ],
  calls: [
    {
      en: 'A service or port that is not there; one of several ports without its name; a service that is not deployed in every environment where the caller is, unless the call is `optional`.',
      zh: '不存在的服务或端口；有多个端口而没有写明是哪一个；在调用方所在的每个环境中并非都已部署的服务（除非写 `optional`）。',
      refused: "calls: ['sales-service:smtp'],",
    },
  ],
  topics: [
    {
      en: `A topic that another service owns; \`compact\` and \`retentionHours\` together; more than ${most.partitions} partitions or ${most.retentionHours} hours; fewer partitions than pods to which the service grows by its lag.`,
      zh: `属于其他服务的主题；同时写 \`compact\` 和 \`retentionHours\`；超过 ${most.partitions} 个分区或 ${most.retentionHours} 小时；分区数少于按积压扩容可达的 Pod 数。`,
      refused: "topics: { DONE: { name: 'orders.done', compact: true, retentionHours: 24 } },",
    },
  ],
  consumes: [
    {
      en: 'A topic of its own, or of nobody, or of a service that is not deployed in every environment where this one is.',
      zh: '自己的主题、没有所有者的主题，或其所有者在本服务所在的某个环境中没有部署的主题。',
      refused: "consumes: { DONE: 'nobody.done' },",
    },
  ],
  produces: [
    {
      en: 'As with `consumes`.',
      zh: '同 `consumes`。',
      refused: "produces: { DONE: 'nobody.done' },",
    },
  ],
  main: [
    {
      en: '`none` where nothing else runs, or beside `ports`, `volumes` or `companions`.',
      zh: '没有其他东西运行时写 `none`，或与 `ports`、`volumes`、`companions` 同时写。',
      refused: "main: 'none',",
    },
  ],
  workers: [
    {
      en: 'A name that a job has, or by which two Services would have one name; a `maxBodySize` of its own, since the edge has one limit for all routes of a service.',
      zh: '作业已用的名称，或会使两个 Service 同名的名称；自己的 `maxBodySize`：入口对一个服务的所有路由只有一个限制。',
      refused: `workers: { grpc: { args: ['events'], ${answers} } },`,
    },
  ],
  jobs: [
    {
      en: `More than ${most.minutes} minutes or ${most.retries} retries; a start each minute of what may run longer than ${longestEachMinute}; a schedule or time zone that cannot be read.`,
      zh: `超过 ${most.minutes} 分钟或重试 ${most.retries} 次；每分钟启动而可运行超过 ${longestEachMinute} 分钟；无法读取的时间表或时区。`,
      refused: "jobs: { sweep: { schedule: '* * * * *', timeZone: 'UTC', args: ['sweep'], minutes: 30 } },",
    },
  ],
  image: [
    {
      en: 'A registry, a path or a tag: the platform has one registry, and a release says the build.',
      zh: '镜像仓库、路径或标签：平台只有一个镜像仓库，构建由发布版本写明。',
      refused: "image: 'registry.example/orders:1.0',",
    },
  ],
  secrets: [
    {
      en: 'Names of the platform (`DATABASE_*`, `KAFKA_*`); `<SERVICE>_..._ENDPOINT` of a service of the catalog; `_FILE` behind a secret, or what is called like one; two shapes of one key.',
      zh: '平台的名称（`DATABASE_*`、`KAFKA_*`）；目录中某个服务的 `<SERVICE>_..._ENDPOINT`；密钥名（或像密钥的名称）后加 `_FILE`；一个键写两种形状。',
      refused: 'secrets: { DATABASE_PASSWORD: {} },',
    },
  ],
  files: [
    {
      en: `Paths where the platform mounts something (${code(taken)}), or that Kubernetes fills (${code(ofRuntime)}); one path inside of another; ${longestFiles / 1024}Ki or more in all; passwords, keys and tokens.`,
      zh: `平台挂载内容的路径（${code(taken)}）或由 Kubernetes 填充的路径（${code(ofRuntime)}）；一个路径位于另一个之内；总计达到 ${longestFiles / 1024}Ki；密码、密钥和令牌。`,
      refused: "files: { '/etc/hosts': '203.0.113.9 partner' },",
    },
  ],
  volumes: [
    {
      en: `The same paths, and folders of the image without which nothing runs (${code(ofImage)}); rooms that together with \`/tmp\` are more than the limit of ephemeral storage; a disk that does not say how its data is saved, or by a job that has no way to it.`,
      zh: `同样的路径，以及镜像中缺了便无法运行的目录（${code(ofImage)}）；与 \`/tmp\` 合计超过临时存储限制的空间；没有写明数据如何保存的磁盘，或由无法到达它的作业保存的磁盘。`,
      refused: "volumes: { '/usr/lib': { scratch: '64Mi' } },",
    },
  ],
  companions: [
    {
      en: 'One beside the main container without a port by which it is probed; two builds of one image; a variable that names a host to which nothing in `reaches` opens the way.',
      zh: '与主容器并行而没有可供探测的端口；同一镜像的两个构建；变量写了主机，而 `reaches` 没有为其打开出口。',
      refused: `companions: { proxy: { image: 'proxy', build: { version: '1.0.0', digest: 'sha256:${'1f'.repeat(32)}' }, runs: 'beside', resources: { requests: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' }, limits: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' } } } },`,
    },
  ],
  identity: [
    {
      en: 'A role for an environment that is not there, or that is written as another cloud writes it.',
      zh: '不存在的环境的角色，或按其他云的写法书写的角色。',
      refused: "identity: { cloudRole: { production: 'orders' } },",
    },
    {
      en: 'A leader where the main process is `none`.',
      zh: '主进程为 `none` 时的 leader 选举。',
      refused:
        "main: 'none',\njobs: { close: { schedule: '0 1 * * *', timeZone: 'UTC', args: ['close'], minutes: 5 } },\nidentity: { leaderElection: true },",
    },
  ],
  podVariables: [
    {
      en: 'Names of the platform, and those that `secrets`, `config` or `reaches` have.',
      zh: '平台的名称，以及 `secrets`、`config` 或 `reaches` 已有的名称。',
      refused: "podVariables: { APP_HOST: 'ip' },",
    },
  ],
  initialRelease: [
    {
      en: 'A version that is not semantic, or a tag for a digest; `ops check` refuses it where versions come by promotion.',
      zh: '不符合语义化版本的版本，或以标签代替摘要；在版本须经晋级到达的环境中，`ops check` 会拒绝它。',
      refused: "initialRelease: { version: '1.0.0', digest: 'latest' },",
    },
  ],
  environments: [
    {
      en: 'An environment that is not there; less in production than in its rehearsal: fewer pods, or fewer seconds to end.',
      zh: '不存在的环境；生产环境少于其之前的同级环境（`rehearsal`）：更少的 Pod，或更少的停止秒数。',
      refused: 'environments: { staging: { maxReplicas: 40 } },',
    },
  ],
  adjust: [
    {
      en: 'A name without code in `generators/adjustments/`; an adjustment that changes nothing, or more than it may.',
      zh: '在 `generators/adjustments/` 中没有代码的名称；什么都没有改变或改变过多的修改。',
      refused: "adjust: { 'fewer-lookups': { because: 'It asks for forty names a page' } },",
    },
  ],
  objects: [
    {
      en: 'Kinds that `ownKinds` of the platform file does not list; kinds that give rights or hold secrets; names that do not begin with that of the service.',
      zh: '平台文件的 `ownKinds` 未列出的种类；赋予权限或保存密钥的种类；不以服务名称开头的名称。',
      refused:
        "objects: [{ because: 'It reads pods', object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'example-service' } } }],",
    },
  ],
  exempt: [
    {
      en: 'A rule, an object or a day that does not exist.',
      zh: '不存在的规则、对象或日期。',
      refused: "exempt: [{ rule: 'require-probes', because: 'It is old', owner: '@example-erp/dev', until: '2027-02-30' }],",
    },
  ],
  'settings.resources': [
    {
      en: `A limit below its request, or above ${containerMost.cpu} of processor, ${containerMost.memory} of memory and ${containerMost.ephemeralStorage} of ephemeral storage; a request below ${leastCpu}m or ${formatBytes(leastMemory)} at the size of an environment.`,
      zh: `低于请求的限制，或超过 ${containerMost.cpu} 处理器、${containerMost.memory} 内存、${containerMost.ephemeralStorage} 临时存储的限制；按环境规模缩放后低于 ${leastCpu}m 或 ${formatBytes(leastMemory)} 的请求。`,
      refused: "settings: { resources: { requests: { cpu: '4m' } } },",
    },
  ],
  'settings.probes': [
    {
      en: `Numbers that are right nowhere (${probes}); a liveness probe that gives up at the first failure.`,
      zh: `在任何地方都不合理的数值（${probes}）；第一次失败便放弃的存活探针。`,
      refused: 'settings: { probes: { readiness: { timeoutSeconds: 60 } } },',
    },
    {
      en: 'A path that the edge could not hide: blanks, `..`, anything that needs encoding.',
      zh: '入口无法隐藏的路径：空格、`..`，以及任何需要编码的字符。',
      refused: "settings: { probes: { liveness: { path: '/a page' } } },",
    },
    {
      en: 'A liveness probe that asks what the readiness probe asks and gives up no later: when a store is slow, all pods would be restarted at once.',
      zh: '存活探针询问的与就绪探针相同，且不晚于它放弃：存储变慢时所有 Pod 会同时重启。',
      refused: "settings: { probes: { liveness: { path: '/health/ready', periodSeconds: 5 } } },",
    },
  ],
  'settings.pools': [
    {
      en: '`databaseMin` above `databaseMax`; connections of all pods of all services together that are more than the pooler of an environment takes.',
      zh: '`databaseMin` 大于 `databaseMax`；所有服务的所有 Pod 的连接总数超过环境的连接池所能接受的数量。',
      refused: 'settings: { pools: { databaseMin: 40 } },',
    },
  ],
  'settings.scaling': [
    {
      en: 'Percentages that are not from 1 to 100.',
      zh: '不在 1 到 100 之间的百分比。',
      refused: 'settings: { scaling: { cpuUtilization: 150 } },',
    },
  ],
  'settings.maxReplicas': [
    {
      en: 'No more than the pods that an environment runs at least; more than its nodes take, all services together.',
      zh: '不多于环境至少运行的 Pod 数；所有服务合计超过其节点所能容纳的数量。',
      refused: 'settings: { maxReplicas: 6 },',
    },
  ],
  'settings.maxBodySize': [
    {
      en: `Below ${bodies.least / 2 ** 10}Ki or above ${bodies.most / 2 ** 30}Gi.`,
      zh: `低于 ${bodies.least / 2 ** 10}Ki 或高于 ${bodies.most / 2 ** 30}Gi。`,
      refused: "settings: { maxBodySize: '9Gi' },",
    },
  ],
  'settings.config': [
    {
      en: 'Names in small letters, names of the platform and of the stores in `uses`, and names that `reaches`, `secrets` or `podVariables` have.',
      zh: '小写的名称、平台和 `uses` 中各存储的名称，以及 `reaches`、`secrets` 或 `podVariables` 已有的名称。',
      refused: "settings: { config: { LOG_LEVEL: 'trace' } },",
    },
    {
      en: 'An address beyond the cluster: without `reaches` no policy lets the pods go there.',
      zh: '集群外的地址：没有 `reaches`，任何策略都不允许 Pod 前往。',
      refused: "settings: { config: { PARTNER: 'https://api.partner.example' } },",
    },
    {
      en: `Code that is loaded before that of the image (${code(loaders)}), but for an allocator.`,
      zh: `先于镜像自身代码加载的代码（${code(loaders)}），内存分配器除外。`,
      refused: "settings: { config: { LD_PRELOAD: '/tmp/x.so' } },",
    },
    {
      en: 'The address of a service of the catalog that is not in `calls`: no policy lets the pods go there either.',
      zh: '目录中某个服务的地址，而 `calls` 中没有它：同样没有策略允许 Pod 前往。',
      refused: "settings: { config: { PEER: 'http://sales-service' } },",
    },
    {
      en: `Whom programs of TLS trust (${code(trusting)}), by a file that is neither of the image nor of the platform nor of \`files\`.`,
      zh: `TLS 程序信任谁（${code(trusting)}）：文件既不属于镜像，也不属于平台，也不在 \`files\` 中。`,
      refused: "settings: { config: { SSL_CERT_FILE: '/tmp/ca.crt' } },",
    },
    {
      en: 'Passwords, keys and tokens, in `reaches`, `main`, arguments and companions as well.',
      zh: '密码、密钥和令牌；在 `reaches`、`main`、参数和 companion 中也一样。',
      refused: "settings: { config: { API_PASSWORD: 'hunter2hunter2' } },",
    },
  ],
  'settings.reaches': [
    {
      en: 'A host of the cluster; an address that is not of the Internet, without `cidrs`; a name or password before the host.',
      zh: '集群内的主机；没有写 `cidrs` 的非互联网地址；主机前的用户名或密码。',
      refused: "settings: { reaches: { PARTNER: { host: '10.1.2.3', port: 443 } } },",
    },
    {
      en: 'Ranges wider than 10.0.0.0/8 or fc00::/7, and those that hold the address at which a cloud tells a machine its credentials.',
      zh: '比 10.0.0.0/8 或 fc00::/7 更宽的网段，以及包含云平台向机器提供凭据的地址的网段。',
      refused: "settings: { reaches: { PARTNER: { host: 'mq.partner.example', port: 443, cidrs: ['0.0.0.0/0'] } } },",
    },
  ],
  'settings.shutdown': [
    {
      en: `\`preStopSeconds\` 0; a \`graceSeconds\` that is not above the two others together, or above ${longestGrace}.`,
      zh: `\`preStopSeconds\` 为 0；\`graceSeconds\` 不大于另外两者之和，或大于 ${longestGrace}。`,
      refused: 'settings: { shutdown: { graceSeconds: 30 } },',
    },
  ],
  'settings.scale': [
    {
      en: `Fewer than ${fewestLive} pods where customers are served, but for \`single\` with its reason; a \`min\` that is not below \`max\`.`,
      zh: `在服务客户的环境中少于 ${fewestLive} 个 Pod（写明原因的 \`single\` 除外）；不小于 \`max\` 的 \`min\`。`,
      refused: 'settings: { scale: { pods: 2 } },',
    },
    {
      en: 'Requests of a process that has no http port; the lag of a topic that the service does not read.',
      zh: '没有 http 端口的进程按请求数扩缩；服务并不读取的主题的积压。',
      refused: "settings: { scale: { on: [{ lag: 100, topic: 'ORDER_PLACED' }] } },",
    },
  ],
};
