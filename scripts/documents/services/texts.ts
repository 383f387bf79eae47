/** What the type of a field cannot say, and its docstring in Chinese. */
export interface FieldText {
  readonly zh: string;
  /** What it draws. */
  readonly draws: { readonly en: string; readonly zh: string };
  /** As it stands in a service file. */
  readonly example: string;
}

/** By the name of the field. A field without a line here, and a line without a field, turn the test red. */
export const fieldTexts: Readonly<Record<string, FieldText>> = {
  name: {
    zh: 'DNS 标签，最多 45 个字符，与文件名相同。',
    draws: {
      en: 'The names of all objects, the label `app`, the folder below `base/` and each overlay.',
      zh: '所有对象的名称、标签 `app`，以及 `base/` 和各 overlay 下的文件夹。',
    },
    example: "name: 'orders-service',",
  },
  title: {
    zh: '用途说明，英文和中文。',
    draws: { en: 'What its Applications say in Argo CD (`spec.info`).', zh: '其 Argo CD Application 中的说明（`spec.info`）。' },
    example: "title: { en: 'Orders of dealers', zh: '经销商订单' },",
  },
  formerly: {
    zh: '它以前的名称，最早的在前。它在数据层中的东西仍以最早的名称保持原位。',
    draws: {
      en: 'The Application of its topics, its Kafka user and its consumer groups keep its first name, so that nothing changes hands and nothing is read twice; while the service of the last name still has a file, both run side by side: the edge publishes that one, and its jobs are run there as long as it has any; `npm run build` lets the Application of the service go on under the new name. Its database and role keep the names that `database` gives them. [Remove or rename a service](runbooks/remove.md).',
      zh: '其主题所在的 Application、Kafka 用户和消费者组保留最初的名称，因此什么都不会易主，也不会重复读取；上一个名称的服务文件还在时，两者并行运行：入口仍发布旧的，旧的只要还有作业就由它运行；`npm run build` 允许该服务的 Application 改用新名称。数据库和角色沿用 `database` 中的名称。见[移除或改名一个服务](runbooks/remove.zh-CN.md)。',
    },
    example: "formerly: ['dealer-orders'],",
  },
  owner: {
    zh: '所属团队，写平台文件中的团队名；不写：不属于某一个团队，而属于所有组。',
    draws: {
      en: 'The approver of its file in CODEOWNERS, the label `team` on its objects (not on pods), and the team and channel of alerts about it. `teams` in `generators/catalog/platform.ts` names each team’s `codeOwner` and `channel`; `npm run charts` follows a change there. Rules hold both ends: `match-team-label`, `match-alert-team`, `match-team-route`, `match-code-owners`.',
      zh: '它的文件在 CODEOWNERS 中的审批人、它的对象（不含 Pod）上的标签 `team`，以及有关它的告警的团队和频道。`generators/catalog/platform.ts` 中的 `teams` 写明每个团队的 `codeOwner` 和 `channel`；改动那里之后要运行 `npm run charts`。两端都有规则把守：`match-team-label`、`match-alert-team`、`match-team-route`、`match-code-owners`。',
    },
    example: "owner: 'ledger',",
  },
  folder: {
    zh: '它的 Application 所在的 `argocd/<environment>/applications/` 下的文件夹，该文件夹有自己的根 Application；不写：没有，由环境的根 Application 创建。一个根 Application 最多创建 1,000 个 Application（docs/scale.zh-CN.md）。',
    draws: {
      en: 'The place of its Applications: `argocd/<environment>/applications/<folder>/services/` and `.../data/`, made by `root-<environment>-<folder>-services` and `-data`, in the waves that they have anyhow. Another folder, or none, moves them, and nothing is deleted: [scale](scale.md#to-another-folder).',
      zh: '其 Application 的位置：`argocd/<environment>/applications/<folder>/services/` 和 `.../data/`，由 `root-<environment>-<folder>-services` 和 `-data` 创建，波次不变。换一个文件夹或去掉文件夹只是移动，不会删除任何东西：见[规模](scale.zh-CN.md)。',
    },
    example: "folder: 'purchasing',",
  },
  route: {
    zh: '在入口处的发布位置：一个路径前缀（服务自身看不到它），或更多设定；不写则不对外发布。',
    draws: {
      en: 'An HTTPRoute (or Ingress), a listener and certificate for a host of its own, and the flow from the edge to the port, at both ends. Pages at which pods are probed, and their metrics, the edge answers itself, with 404. Routes with `streams` have an HTTPRoute and a BackendTrafficPolicy of their own, without a limit of time and without the buffer that would keep a web socket from opening.',
      zh: '一个 HTTPRoute（或 Ingress），自有主机的监听器和证书，以及从入口到该端口的网络流（两端）。探测 Pod 的页面及其指标由入口自己以 404 应答。带 `streams` 的路由有自己的 HTTPRoute 和 BackendTrafficPolicy：不限时长，也没有会使 WebSocket 无法建立的缓冲。',
    },
    example: `workers: { events: { args: ['events'], ports: { http: { number: 9000, protocol: 'http' } } } },
route: [{ host: 'shop', path: '/', prefix: 'keep' }, { host: 'shop', path: '/events', worker: 'events', streams: true }],`,
  },
  ports: {
    zh: '按名称列出的监听端口。不写：http 8000 和 grpc 50051；`{}`：不应答任何请求。',
    draws: {
      en: 'Container ports, the Service (and a headless one for gRPC), probes by protocol, `appProtocol`, and `APP_PORT_<NAME>`.',
      zh: '容器端口、Service（gRPC 另有 headless Service）、按协议的探针、`appProtocol`，以及 `APP_PORT_<NAME>`。',
    },
    example: "ports: { http: { number: 8080, protocol: 'http' }, lpd: { number: 5150, protocol: 'tcp' } },",
  },
  database: {
    zh: '它的数据库及拥有该库的角色；使用 `postgres` 时必填。`cluster` 是各环境 `dataLayer.postgres.further` 中的一个；不写就是各环境的第一个。',
    draws: {
      en: 'The database and role in PostgreSQL, the pooler’s entry, and `DATABASE_URL_FILE`; with `cluster` in [a further PostgreSQL](stores.md#more-than-one-postgresql).',
      zh: 'PostgreSQL 中的数据库和角色、连接池中的条目，以及 `DATABASE_URL_FILE`；写了 `cluster` 则在[另一个 PostgreSQL](stores.zh-CN.md#不止一个-postgresql) 中。',
    },
    example: "database: { name: 'orders_db', user: 'orders_user' },",
  },
  uses: {
    zh: '所使用的平台存储和采集器，以及由他人运行的存储种类。',
    draws: {
      en: 'Client labels, by which both ends of the flow open, and the variables `DATABASE_*`, `REDIS_*`, `KAFKA_*`, `OTEL_*`. Of stores that somebody else runs (`rabbitmq`, `opensearch`, `buckets`, `mysql`; docs/stores.md): variables, secrets and the way out.',
      zh: '客户端标签（据此打开网络流的两端），以及变量 `DATABASE_*`、`REDIS_*`、`KAFKA_*`、`OTEL_*`。由他人运行的存储（`rabbitmq`、`opensearch`、`buckets`、`mysql`；docs/stores.zh-CN.md）：变量、密钥和出口。',
    },
    example: "uses: ['redis', 'tracing'],",
  },
  calls: {
    zh: '它所调用的其他服务的端口。出站规则、被调方的入站规则和地址变量随之产生。',
    draws: {
      en: 'Egress here, ingress there, for all processes; `<SERVICE>_<PORT>_ENDPOINT`, and `<SERVICE>_<WORKER>_<PORT>_ENDPOINT` of a worker. A service whose processes, or pods, call each other names itself.',
      zh: '本方出站、对方入站（所有进程）；`<SERVICE>_<PORT>_ENDPOINT`，调用 worker 时为 `<SERVICE>_<WORKER>_<PORT>_ENDPOINT`。同一服务的进程或 Pod 互相调用时，写它自己的名称。',
    },
    example: `workers: { events: { args: ['events'], ports: { http: { number: 9000, protocol: 'http' } } } },
calls: ['financial-service', 'example-service.events:http', { to: 'sales-service:http', optional: true }],`,
  },
  topics: {
    zh: '它自己拥有并读写的 Kafka 主题，键为承载它的变量名。一个主题只有一个所有者。',
    draws: {
      en: 'The KafkaTopic, rights of the KafkaUser, and `KAFKA_TOPIC_<NAME>`.',
      zh: 'KafkaTopic、KafkaUser 的权限，以及 `KAFKA_TOPIC_<NAME>`。',
    },
    example: "topics: { ORDER_PLACED: 'orders.order.placed' },",
  },
  consumes: {
    zh: '它读取的、属于其他服务的主题，同样按变量名。',
    draws: { en: 'The right to read the topic, and `KAFKA_TOPIC_<NAME>`.', zh: '读取该主题的权限，以及 `KAFKA_TOPIC_<NAME>`。' },
    example: "consumes: { TRANSACTION_POSTED: 'financial.transaction.posted' },",
  },
  produces: {
    zh: '它写入的、属于其他服务的主题，同样按变量名。',
    draws: { en: 'The right to write the topic, and `KAFKA_TOPIC_<NAME>`.', zh: '写入该主题的权限，以及 `KAFKA_TOPIC_<NAME>`。' },
    example: "produces: { TRANSACTION_POSTED: 'financial.transaction.posted' },",
  },
  main: {
    zh: '主进程的参数；不写：按镜像自身；`none`：只有 worker 和作业。',
    draws: {
      en: 'The arguments of the Deployment or StatefulSet; none of them for `none`.',
      zh: 'Deployment 或 StatefulSet 的参数；`none` 时两者都没有。',
    },
    example: "main: ['server', '--workers=4'],",
  },
  workers: {
    zh: '同一镜像的其他常驻进程，按名称。',
    draws: {
      en: 'A Deployment, autoscaler, disruption budget and metrics each, named `<service>-<worker>`, with the same secrets and flows out. One with `ports` has a Service of that name (and a headless one for gRPC), probes, `APP_PORT_<NAME>`, and the flows in from who calls it (`service.worker:port`) and from the edge; one without has none in but metrics. Its `volumes` are rooms and images of its own.',
      zh: '每个 worker 各有 Deployment、自动扩缩、中断预算和指标，名为 `<service>-<worker>`；密钥和出站流相同。带 `ports` 的有同名的 Service（gRPC 另有 headless Service）、探针、`APP_PORT_<NAME>`，以及来自调用方（`service.worker:port`）和入口的入站流；不带的除指标外没有入站流。`volumes` 是它自己的临时空间和镜像。',
    },
    example: `workers: {
  mail: { args: ['worker', '--queue', 'mail'], volumes: { '/var/work': { scratch: '128Mi' } }, settings: { maxReplicas: 8 } },
  events: { args: ['events'], ports: { http: { number: 9000, protocol: 'http' } } },
},`,
  },
  jobs: {
    zh: '同一镜像的会结束的运行，按名称。',
    draws: {
      en: 'A CronJob that never overlaps, or a Job as hook of Argo CD for each version, with a session of the database of its own; `volumes` as with workers.',
      zh: '从不重叠的 CronJob，或每个版本一次的 Argo CD hook Job，后者有独占的数据库会话；`volumes` 与 worker 相同。',
    },
    example: "jobs: { migrate: { at: 'before-rollout', args: ['migrate'], minutes: 15 } },",
  },
  image: {
    zh: '平台镜像仓库中的镜像名；不写：与服务同名。',
    draws: { en: 'The image of all its containers but companions.', zh: '除 companion 外所有容器的镜像。' },
    example: "image: 'orders',",
  },
  secrets: {
    zh: '它在 Vault 中的路径下的键，每个键是一个文件和一个 `_FILE` 变量。不写：JWT_SECRET 和 ENCRYPTION_KEY；`{}`：没有。',
    draws: {
      en: 'Keys of the ExternalSecret, which refuses those of the wrong shape; files below `/app/secrets`.',
      zh: 'ExternalSecret 的键（形状不符则拒绝）；`/app/secrets` 下的文件。',
    },
    example: 'secrets: { SESSION_KEY: { base64Bytes: 32 }, PAYMENT_TOKEN: { atLeast: 20 } },',
  },
  files: {
    zh: '服务每个容器中某路径上的文件：短文本，或用 `{ from }` 取自服务文件旁的文件夹；修改会滚动更新 Pod。',
    draws: {
      en: 'A ConfigMap of its own, mounted file by file, 900Ki in all. `from` is a path from the service file into a folder beside it (`generators/catalog/services/<folder>/`), text or binary, for one service or several; links, line ends of CR LF and files that nobody names are mistakes. The team of the service approves it, and `npm run ops -- remove` takes it away with the file of the service.',
      zh: '独立的 ConfigMap，逐个文件挂载，总共不超过 900Ki。`from` 是从服务文件出发、进入旁边某个文件夹的路径（`generators/catalog/services/<folder>/`），文本或二进制均可，可供一个或多个服务使用；链接、CR LF 换行以及没有服务引用的文件都是错误。由服务所属团队审批，`npm run ops -- remove` 移除服务文件时一并移除。',
    },
    example: "files: { '/app/web/robots.txt': 'User-agent: *', '/app/web/logo.png': { from: './orders-service/logo.png' } },",
  },
  volumes: {
    zh: '应答进程某路径上的临时空间、磁盘和镜像；worker 或作业有各自的。',
    draws: {
      en: 'An emptyDir, an image volume, or a claim for each pod, which makes the Deployment a StatefulSet that says how its data is saved. Alerts tell when a disk fills up; another size is a step of its own: [full disk](runbooks/disk-full.md).',
      zh: 'emptyDir、镜像卷，或每个 Pod 一个 PVC（此时 Deployment 变为 StatefulSet，并写明其数据如何保存）。磁盘将满时有告警；改变大小是单独的一步：见[磁盘写满](runbooks/disk-full.zh-CN.md)。',
    },
    example:
      "volumes: { '/var/cache/images': { scratch: '128Mi' }, '/var/spool': { disk: '20Gi', saved: { none: 'What waits is sent again' } } },",
  },
  companions: {
    zh: '应答进程的其他容器，按名称。',
    draws: {
      en: 'Native sidecars, which answer at a port of `ports` by which they are probed, or init containers; hardened as the main container.',
      zh: '原生 sidecar（在 `ports` 的某个端口上应答，并据此探测）或 init 容器；加固方式与主容器相同。',
    },
    example: `companions: {
  templates: {
    image: 'page-templates',
    build: { version: '3.1.0', digest: 'sha256:1f1e2d3c4b5a69788796a5b4c3d2e1f01f1e2d3c4b5a69788796a5b4c3d2e1f0' },
    runs: 'before',
    resources: {
      requests: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' },
      limits: { cpu: '500m', memory: '256Mi', ephemeralStorage: '128Mi' },
    },
  },
},`,
  },
  identity: {
    zh: '它在命名空间之外的身份。',
    draws: {
      en: 'An annotation of the ServiceAccount, and the way to where the cloud is asked for it; the Lease `<service>-leader`, a Role on it, and the way to the Kubernetes API.',
      zh: 'ServiceAccount 的注解，以及通往云平台询问处的出口；Lease `<service>-leader`、对它的 Role，以及通往 Kubernetes API 的出口。',
    },
    example: 'identity: { leaderElection: true },',
  },
  podVariables: {
    zh: '只有 Pod 自己知道的变量。',
    draws: { en: 'Variables from fields of the pod.', zh: '取自 Pod 字段的变量。' },
    example: "podVariables: { POD_NAME: 'name', POD_ZONE: 'zone' },",
  },
  initialRelease: {
    zh: '在还没有该服务发布文件的环境中运行的版本；不写则只部署到有发布版本的环境。',
    draws: { en: 'The tag and digest of the image.', zh: '镜像的标签和摘要。' },
    example: "initialRelease: { version: '1.0.0', digest: 'sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0' },",
  },
  settings: {
    zh: '在所有环境中与默认值的差异。',
    draws: { en: 'What the next section says.', zh: '见下一节。' },
    example: "settings: { maxBodySize: '32Mi' },",
  },
  environments: {
    zh: '在一个环境中的差异，按环境名。',
    draws: { en: 'Patches of that overlay.', zh: '该 overlay 的补丁。' },
    example: "environments: { dev: { config: { TRACE: 'on' } } },",
  },
  adjust: {
    zh: '字段无法表达的、对已绘制对象的修改，名称与 `generators/adjustments/<service>.ts` 中的相同。',
    draws: {
      en: 'What the code makes of the object that is drawn, in the namespace of the service or in the data layer (`config` of a KafkaTopic, `quotas` of a KafkaUser): other fields of it, never another object, name, selector or image. An annotation `erp.example.com/adjusted.<name>` says which fields, and why. Judged and proved as all the rest; `npm run ops -- explain` and the preview name it.',
      zh: '代码对已绘制对象的结果，包括服务命名空间中的对象和数据层中的对象（KafkaTopic 的 `config`、KafkaUser 的 `quotas`）：只改字段，绝不改变对象本身、名称、选择器或镜像。注解 `erp.example.com/adjusted.<name>` 说明改了哪些字段及原因。与其余内容一样被规则判断和证明；`npm run ops -- explain` 和预览会指出它。',
    },
    example: "adjust: { 'fewer-lookups': { because: 'It asks for forty names a page', in: ['production'] } },",
  },
  objects: {
    zh: '目录不绘制的其他对象，其种类由平台文件的 `ownKinds` 列出。',
    draws: {
      en: 'The object as it is written, in the namespace of each environment, with the labels of the service and the annotation `erp.example.com/own-object`. Its pods count in the quota. Every rule judges it; flows need a NetworkPolicy at both ends.',
      zh: '所写的对象，位于各环境的命名空间，带有服务的标签和注解 `erp.example.com/own-object`。其 Pod 计入配额。所有规则都会判断它；网络流的两端都需要 NetworkPolicy。',
    },
    example: `objects: [
  {
    because: 'Old clients know it by this name',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'example-service-old' },
      spec: { selector: { app: 'example-service' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
  },
],`,
  },
  exempt: {
    zh: '服务的对象在某日之前可以不遵守的规则。',
    draws: {
      en: 'The annotation `policies.erp.example.com/exempt.<rule>` on the object, or on all objects of the service, those in the data layer included. The rules report one that is over or exempts nothing; `npm run ops -- check`, `status` and `doctor` tell 14 days before the last day.',
      zh: '对象（或服务的所有对象，包括数据层中的对象）上的注解 `policies.erp.example.com/exempt.<rule>`。已过期或没有豁免任何东西的豁免会被规则报告；最后一天之前 14 天，`npm run ops -- check`、`status` 和 `doctor` 会提示。',
    },
    example: `exempt: [
  {
    rule: 'require-production-replicas',
    on: 'Deployment/example-service',
    in: ['production'],
    because: 'Two licences are bought',
    owner: '@example-erp/finance',
    until: '2027-03-31',
  },
],`,
  },
  'settings.resources': {
    zh: '完整规模下的资源；各环境按其 `sizing` 缩放。',
    draws: {
      en: 'Requests and limits, the quota of the namespace and the bounds of the VPA.',
      zh: '请求和限制、命名空间配额和 VPA 的边界。',
    },
    example: "settings: { resources: { limits: { memory: '4Gi' } } },",
  },
  'settings.probes': {
    zh: 'http 端口的探针路径和时间；其他协议使用其时间。',
    draws: { en: 'The three probes.', zh: '三个探针。' },
    example: 'settings: { probes: { startup: { failureThreshold: 60 } } },',
  },
  'settings.pools': {
    zh: '一个 Pod 到各存储的连接数。',
    draws: {
      en: '`DATABASE_MAX_CONNECTIONS`, `DATABASE_MIN_CONNECTIONS` and `REDIS_MAX_CONNECTIONS`.',
      zh: '`DATABASE_MAX_CONNECTIONS`、`DATABASE_MIN_CONNECTIONS` 和 `REDIS_MAX_CONNECTIONS`。',
    },
    example: 'settings: { pools: { databaseMax: 10 } },',
  },
  'settings.scaling': {
    zh: '`scale` 未另行说明时，自动扩缩的触发值。',
    draws: { en: 'Triggers of the ScaledObject.', zh: 'ScaledObject 的触发器。' },
    example: 'settings: { scaling: { cpuUtilization: 60 } },',
  },
  'settings.maxReplicas': {
    zh: '自动扩缩的最多 Pod 数；仅用于自动扩缩的环境。',
    draws: { en: 'The maximum of the ScaledObject, and the quota.', zh: 'ScaledObject 的最大值，以及配额。' },
    example: 'settings: { maxReplicas: 12 },',
  },
  'settings.maxBodySize': {
    zh: '入口接受的最大请求体。',
    draws: {
      en: 'The limit of the BackendTrafficPolicy, or of the Ingress, for all routes of the service.',
      zh: 'BackendTrafficPolicy 或 Ingress 对该服务所有路由的限制。',
    },
    example: "settings: { maxBodySize: '32Mi' },",
  },
  'settings.config': {
    zh: 'ConfigMap 的其他变量；不含凭据。',
    draws: {
      en: 'Variables of the ConfigMap; an address beyond the cluster belongs to `reaches`.',
      zh: 'ConfigMap 的变量；集群外的地址应写在 `reaches` 中。',
    },
    example: "settings: { config: { FEATURE_X: 'on' } },",
  },
  'settings.reaches': {
    zh: '集群外的地址，键为承载它的变量名；每个地址打开自己的出口。',
    draws: {
      en: 'The variable, and egress to that port of the Internet less private ranges, or of the ranges given.',
      zh: '该变量，以及到该端口的出站流：除私有网段外的互联网，或给定的网段。',
    },
    example: "settings: { reaches: { PAYMENT_API: 'https://api.payments.example' } },",
  },
  'settings.shutdown': {
    zh: '停止所用的秒数：端点摘除、请求结束、进程被终止。',
    draws: {
      en: 'The `preStop` sleep, `SHUTDOWN_DRAIN_SECONDS` and the grace period.',
      zh: '`preStop` 等待、`SHUTDOWN_DRAIN_SECONDS` 和宽限期。',
    },
    example: 'settings: { shutdown: { drainSeconds: 100, graceSeconds: 120 } },',
  },
  'settings.scale': {
    zh: '不写：按环境，根据 CPU、内存和请求数扩缩。',
    draws: {
      en: 'The ScaledObject with these triggers and bounds; a fixed number; or one pod that is stopped before the next starts.',
      zh: '具有这些触发器和边界的 ScaledObject；固定数量；或先停后启的单个 Pod。',
    },
    example: 'settings: { scale: { on: [{ cpu: 70 }, { requestsPerSecond: 400 }], max: 12 } },',
  },
};
