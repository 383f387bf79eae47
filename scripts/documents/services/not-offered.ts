/** What the catalog does not offer, and why. */
export const notOffered: readonly {
  readonly en: readonly [what: string, why: string];
  readonly zh: readonly [what: string, why: string];
}[] = [
  {
    en: [
      'DaemonSets, host paths, host network, privileged, capabilities, root',
      'Agents belong to the platform; the restricted profile holds for every service.',
    ],
    zh: ['DaemonSet、主机路径、主机网络、特权、capabilities、`root`', 'agent 属于平台；每个服务都遵守 restricted 规范。'],
  },
  {
    en: ['Node ports, load balancers, UDP at the edge', 'One edge, with one certificate, limit and log, publishes everything.'],
    zh: ['NodePort、LoadBalancer、入口处的 UDP', '统一的入口、证书、限流和日志发布一切。'],
  },
  {
    en: [
      'Secrets as variables',
      'Children and crash dumps inherit variables; a file rotates without a restart. A foreign image gets a wrapper that reads files.',
    ],
    zh: ['以变量传递密钥', '子进程和崩溃转储会继承变量；文件可以不重启而轮换。外来镜像用读取文件的包装。'],
  },
  {
    en: ['Probes that run a command', 'A process every few seconds, where a port tells as much.'],
    zh: ['执行命令的探针', '每隔几秒启动一个进程，而端口同样能说明问题。'],
  },
  {
    en: ['Rights on the Kubernetes API beyond one Lease', 'A service that needs more is an operator, and belongs to the platform.'],
    zh: ['除一个 Lease 外的 Kubernetes API 权限', '需要更多权限的服务是 operator，属于平台。'],
  },
  {
    en: [
      'Node selectors, tolerations, priorities, session affinity, host aliases, own labels and annotations',
      'They are the environment’s, derived, or hardly ever used.',
    ],
    zh: ['节点选择、容忍、优先级、会话保持、主机别名、自定义标签和注解', '它们由环境决定，或由推导得出，或几乎无人使用。'],
  },
  {
    en: ['Helm charts as services', 'A chart is a part of the platform, pinned and judged there.'],
    zh: ['以 Helm chart 作为服务', 'chart 是平台的一部分，在那里固定版本并接受评判。'],
  },
  {
    en: [
      'Timeouts, retries, rate limits, headers and CORS of one route',
      'The edge has them once, for all services. Where one must differ, `adjust` changes its HTTPRoute, BackendTrafficPolicy or Ingress.',
    ],
    zh: [
      '单条路由的超时、重试、限流、请求头和 CORS',
      '入口为所有服务统一设定。确需不同之处，用 `adjust` 修改该服务的 HTTPRoute、BackendTrafficPolicy 或 Ingress。',
    ],
  },
  {
    en: [
      'Node classes, architectures, GPUs, another user id',
      'The nodes of an environment are alike, and so are its pods. Where an image cannot do without, `adjust` changes the Deployment.',
    ],
    zh: ['节点类别、架构、GPU、其他用户 ID', '一个环境的节点都一样，pod 也一样。镜像确实需要时，用 `adjust` 修改 Deployment。'],
  },
  {
    en: [
      'Canaries, blue and green, a budget or a rollout of its own',
      'Pods are replaced one by one behind probes, and a version goes from environment to environment after its time. `adjust` reaches both kinds.',
    ],
    zh: [
      '金丝雀、蓝绿发布、自定义的中断预算或滚动方式',
      'pod 在探针之后逐个替换，版本经过规定时间才进入下一个环境。`adjust` 可以修改这两类对象。',
    ],
  },
  {
    en: [
      'A namespace or a quota of one service',
      'An environment is one place, with one quota that follows all that runs in it; who may talk to whom is said process by process.',
    ],
    zh: ['单个服务的命名空间或配额', '一个环境是一个整体，配额随其中运行的一切而定；谁能访问谁，逐个进程说明。'],
  },
  {
    en: [
      'A second database, read replicas',
      'A database has one owner, by which it is backed up, restored and ended. A second one is the sign of a second service.',
    ],
    zh: ['第二个数据库、只读副本', '一个数据库有一个所有者，备份、恢复和终止都以此为准。需要第二个，说明应有第二个服务。'],
  },
  {
    en: [
      'A disk of a worker or job, or one that several pods share',
      'A disk follows one process, which says how its data is saved; a second program with data of its own is a service of its own. What several processes read and write lies in a store, or a bucket (`uses`), or one of them answers for it.',
    ],
    zh: [
      'worker 或作业的磁盘，或由多个 Pod 共享的磁盘',
      '磁盘跟随一个进程，由它写明数据如何保存；另一个有自己数据的程序是另一个服务。多个进程共同读写的内容放在存储或存储桶中（`uses`），或由其中一个进程负责应答。',
    ],
  },
  {
    en: [
      'A callee in a certain version',
      'Versions go separately through the environments, so each has to get on with the one before it; a callee that is missing is a mistake.',
    ],
    zh: ['指定版本的被调用方', '各服务的版本各自经过各环境，因此每个版本都要能与前一版本并存；被调用方缺失则是错误。'],
  },
  {
    en: [
      'Scaling by the clock',
      'By demand: processor, memory, requests, lag, a query. For a known day there is `npm run ops -- scale` with its last day, after which the workflow *Tidy* opens the pull request that takes it back.',
    ],
    zh: [
      '按时钟扩缩',
      '按需求扩缩：处理器、内存、请求数、积压、查询。已知的日子用 `npm run ops -- scale` 并写明最后一天；到期后由工作流 *Tidy* 打开撤回它的拉取请求。',
    ],
  },
];
