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
    zh: ['DaemonSet、主机路径、主机网络、特权、capabilities、root', 'agent 属于平台；每个服务都遵守 restricted 规范。'],
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
];
