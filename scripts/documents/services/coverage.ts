/** What real workloads want, by how many, and which fields say it. */
export interface Want {
  readonly en: string;
  readonly zh: string;
  /** Percent of the 537 workloads that have it, each counted once; and with each of the 17 code bases counted once. */
  readonly share: readonly [workloads: number, codeBases: number];
  /** Fields of a service file, as docs/services.md lists them. */
  readonly fields: readonly string[];
  /** Services of `test/services/fixtures` that say it so. */
  readonly shown: readonly string[];
  /** Percent of the workloads that can be said once this is there and all above it. */
  readonly reaches: number;
}

/**
 * The count of 2026-08: 537 application workloads of 17 public code bases, rendered with Helm or read as YAML at pinned commits, with the
 * shares of each want and of all wants up to it. The order is that in which the fields were built.
 */
export const wants: readonly Want[] = [
  {
    en: 'other ports and protocols, no public route, calls by HTTP or TCP, probes by protocol',
    zh: '其他端口和协议、没有公开路由、以 HTTP 或 TCP 互相调用、按协议探测',
    share: [56.1, 85.8],
    fields: ['ports', 'route', 'calls', 'settings.probes'],
    shown: ['tax-service', 'print-spooler', 'chat-home', 'file-share'],
    reaches: 12.3,
  },
  {
    en: 'arguments, workers, cron jobs, migrations, an image of another name',
    zh: '参数、worker、定时作业、迁移、其他名称的镜像',
    share: [65.9, 36.5],
    fields: ['main', 'workers', 'jobs', 'image'],
    shown: ['closing-batch', 'guidance-publisher', 'login-keycloak', 'cash-desk'],
    reaches: 13,
  },
  {
    en: 'further secrets, or none',
    zh: '更多密钥，或没有密钥',
    share: [57.7, 27.4],
    fields: ['secrets'],
    shown: ['desk-talk', 'closing-batch', 'team-chat'],
    reaches: 15.5,
  },
  {
    en: 'third parties beyond the cluster',
    zh: '集群外的第三方',
    share: [42.6, 12.1],
    fields: ['settings.reaches'],
    shown: ['bank-connector', 'mail-intake', 'desk-talk'],
    reaches: 26.3,
  },
  {
    en: 'stores that nobody operates here: RabbitMQ, search, buckets, MySQL by `uses`; Memcached, ClickHouse, MongoDB, Cassandra as an address and a secret',
    zh: '此处无人运维的存储：RabbitMQ、搜索、存储桶、MySQL 用 `uses`；Memcached、ClickHouse、MongoDB、Cassandra 用地址和密钥',
    share: [24, 11.2],
    fields: ['uses', 'settings.reaches', 'secrets'],
    shown: ['team-chat', 'site-stats', 'work-boards'],
    reaches: 33,
  },
  {
    en: 'a number of pods of its own, scaling by something else, one pod',
    zh: '自己的 Pod 数、按其他指标扩缩、单个 Pod',
    share: [16.9, 6.3],
    fields: ['settings.scale', 'settings.maxReplicas'],
    shown: ['posting-worker', 'data-runs', 'print-spooler'],
    reaches: 33.3,
  },
  {
    en: 'files, and variables that other software has a name for',
    zh: '文件，以及其他软件已定好名称的变量',
    share: [42.5, 19.8],
    fields: ['files', 'settings.config'],
    shown: ['public-pages', 'small-ledger', 'who-is-who'],
    reaches: 37.8,
  },
  {
    en: 'room beyond `/tmp`, a disk, read-only data as an image; of workers and jobs, too, but the disk',
    zh: '`/tmp` 之外的空间、磁盘、以镜像提供的只读数据；除磁盘外 worker 和作业也可以有',
    share: [22.9, 27.7],
    fields: ['volumes', 'workers', 'jobs'],
    shown: ['site-stats', 'paper-drawer', 'desk-talk', 'who-is-who'],
    reaches: 46.2,
  },
  {
    en: 'a second container, before or beside',
    zh: '第二个容器，在之前或并行',
    share: [39.9, 13.5],
    fields: ['companions'],
    shown: ['web-front', 'file-share', 'paper-drawer'],
    reaches: 64.6,
  },
  {
    en: 'a host of its own, several routes, paths that are kept',
    zh: '自己的主机名、多条路由、保留的路径',
    share: [14.7, 16.3],
    fields: ['route'],
    shown: ['town-square', 'chat-home', 'work-boards-live'],
    reaches: 77.5,
  },
  {
    en: 'a role of the cloud, the election of a leader',
    zh: '云上的角色、选举 leader',
    share: [7.3, 7.5],
    fields: ['identity'],
    shown: ['print-spooler'],
    reaches: 83.8,
  },
  {
    en: 'what only the pod knows',
    zh: '只有 Pod 自己知道的事',
    share: [12.5, 19.5],
    fields: ['podVariables'],
    shown: ['flow-engine', 'web-front'],
    reaches: 90.3,
  },
  {
    en: 'a slow stop',
    zh: '缓慢停止',
    share: [7.3, 1.8],
    fields: ['settings.shutdown'],
    shown: ['data-runs', 'flow-engine'],
    reaches: 97.2,
  },
  {
    en: 'options of name resolution, pools of nodes',
    zh: '名称解析选项、节点池',
    share: [1.3, 6.2],
    fields: ['adjust'],
    shown: ['wiki-pages'],
    reaches: 98.5,
  },
  {
    en: 'objects of an operator (Flink)',
    zh: '某个 operator 的对象（Flink）',
    share: [1.5, 0.4],
    fields: ['objects'],
    shown: ['search-index'],
    reaches: 100,
  },
];

/** How the shares were counted, and what they do not say; a line each. */
export const counted: { readonly en: readonly string[]; readonly zh: readonly string[] } = {
  en: [
    'Counted in August 2026 over 537 application workloads (Deployments, StatefulSets, CronJobs, Jobs; databases and tools left out) of 17 public code bases at pinned commits: GOV.UK (229), Wikipedia (125), Sentry (43), train-ticket (41), the OpenTelemetry demo (21), ERPNext (11), Online Boutique (10), Robot Shop (9), Sock Shop (8), Sourcegraph (7), Mastodon (7), Bank of Anthos (6), Bookinfo (6), AKS store (5), retail store (5), podinfo (3), Odoo (1).',
    '*Want*: percent of the workloads that have it, and the same with each code base counted once. *Together*: percent of the workloads all of whose wants are in this row or above it. The shares are those of that count; which fields say a want, and which fixture shows it, is held by a test.',
    'A workload counts as described where the house’s way stands for its own: ports from 1024 on, user 1000, a read-only root, files in place of secret variables, a port in place of a probe by command, upper-case variables. Taken literally 96 % run as another user, and nothing fits.',
    'A disk counts, one that several pods mount at once does not exist here: 5.6 % of the workloads have a claim at all (ERPNext’s eleven share one), so that types alone reach 91.6 % at least, were none of them to part with it.',
    'Refused on purpose, whatever the share: secrets as variables (44.5 %), NodePort and LoadBalancer (31.8 and 1.9 % of what runs for ever; the edge stands for them), hostPath (6.0 %; an image volume stands for it), added capabilities (3.5 %), root (1.7 %).',
  ],
  zh: [
    '2026 年 8 月统计，17 个公开代码库在固定提交上的 537 个应用工作负载（Deployment、StatefulSet、CronJob、Job；不含数据库和工具）：GOV.UK（229）、Wikipedia（125）、Sentry（43）、train-ticket（41）、OpenTelemetry demo（21）、ERPNext（11）、Online Boutique（10）、Robot Shop（9）、Sock Shop（8）、Sourcegraph（7）、Mastodon（7）、Bank of Anthos（6）、Bookinfo（6）、AKS 商店（5）、零售商店（5）、podinfo（3）、Odoo（1）。',
    '*需求*：有此需求的工作负载百分比，以及每个代码库各计一次时的百分比。*合计*：所有需求都在本行及以上的工作负载百分比。比例来自那次统计；由哪些字段表达、哪个样例展示，有测试保证。',
    '工作负载按平台的方式代替它自己的方式即算可描述：1024 以上的端口、用户 1000、只读根文件系统、以文件代替密钥变量、以端口代替命令探针、大写变量名。逐字而论，96 % 以其他用户运行，一个也不符合。',
    '磁盘算在内，但没有多个 Pod 同时挂载的磁盘：总共只有 5.6 % 的工作负载有卷声明（ERPNext 的 11 个共用一个），即使它们都不能放弃，仅靠类型也至少达到 91.6 %。',
    '不论比例多少都有意拒绝：以变量传递密钥（44.5 %）、NodePort 和 LoadBalancer（常驻的 31.8 % 和 1.9 %；由入口代替）、hostPath（6.0 %；由镜像卷代替）、增加的 capabilities（3.5 %）、以 `root` 运行（1.7 %）。',
  ],
};
