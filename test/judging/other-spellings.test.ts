import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../scripts/judging/lint/lint-files.ts';
import { loadSuite } from '../../scripts/judging/lint/suite.ts';

const workload = (name: string, kind: string, extra = '', spec = '', container = '') => `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec:
  ${extra}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { ${spec}${spec === '' ? '' : ', '}containers: [{ name: main, image: "registry.example.com/a:1.0.0@sha256:${'a'.repeat(64)}"${container === '' ? '' : `, ${container}`} }] }
---
`;
const pdb = (name: string, bound: string) => `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: ${name}, namespace: shop }
spec: { selector: { matchLabels: { app: ${name} } }, unhealthyPodEvictionPolicy: AlwaysAllow, ${bound} }
---
`;
const hpa = (kind: string, name: string, min: number, max: number) => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: ${name}, namespace: shop }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: ${kind}, name: ${name} }, minReplicas: ${min}, maxReplicas: ${max}, metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }] }
---
`;
const scaled = (kind: string, name: string, min: number, max: number) => `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: ${name}, namespace: shop }
spec: { scaleTargetRef: { kind: ${kind}, name: ${name} }, minReplicaCount: ${min}, maxReplicaCount: ${max}, triggers: [{ type: cpu, metricType: Utilization, metadata: { value: "70" } }] }
---
`;
const role = (kind: 'Role' | 'ClusterRole', rules: string, subjects: string) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: { name: x${kind === 'Role' ? ', namespace: erp-prod' : ''} }
rules: ${rules}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}Binding
metadata: { name: x${kind === 'Role' ? ', namespace: erp-prod' : ''} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ${kind}, name: x }
subjects: ${subjects}
---
`;
const dev = '[{ kind: Group, apiGroup: rbac.authorization.k8s.io, name: erp-dev }]';
const config = (data: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: c, namespace: shop }
data: ${data}
---
`;
const cron = (container: string) => `apiVersion: batch/v1
kind: CronJob
metadata: { name: j, namespace: shop }
spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: main, image: a:1, ${container} }] } } } } }
---
`;
const word = ['tortoise', '4711'].join('-');
const small = (apiVersion: string, kind: string) => `apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: a, namespace: shop }
spec: {}
`;
const rule = (expr: string) => `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: a, namespace: shop }
spec: { groups: [{ name: a, rules: [{ alert: A, for: 5m, expr: '${expr}', labels: { severity: warning } }] }] }
`;

type Row = readonly [what: string, manifests: string, rules: readonly string[], messages: readonly string[]];

/** Inputs of the same kinds as mistakes that were met, in other kinds and spellings, beside some that only look like one. */
const rows: readonly Row[] = [
  [
    'pdb maxUnavailable 0% of a StatefulSet of 3',
    workload('a', 'StatefulSet', 'replicas: 3\n  serviceName: a') + pdb('a', 'maxUnavailable: 0%'),
    ['forbid-blocking-disruption-budget'],
    ['PodDisruptionBudget "a" sets maxUnavailable to "0%", which allows no eviction.'],
  ],
  [
    'pdb minAvailable 0% over an HPA of 3',
    workload('a', 'Deployment') + hpa('Deployment', 'a', 3, 6) + pdb('a', 'minAvailable: 0%'),
    ['forbid-blocking-disruption-budget', 'require-pod-disruption-budget'],
    ['PodDisruptionBudget "a" lets all pods of Deployment "a" go at once.'],
  ],
  [
    'pdb maxUnavailable 100% of a ReplicaSet of 4',
    workload('a', 'ReplicaSet', 'replicas: 4') + pdb('a', 'maxUnavailable: 100%'),
    ['forbid-blocking-disruption-budget', 'require-pod-disruption-budget'],
    ['PodDisruptionBudget "a" lets all pods of ReplicaSet "a" go at once.'],
  ],
  [
    'pdb minAvailable 67% of 3',
    workload('a', 'Deployment', 'replicas: 3') + pdb('a', 'minAvailable: 67%'),
    ['forbid-blocking-disruption-budget'],
    ['PodDisruptionBudget "a" sets minAvailable to "67%", which is 3 of 3, but only 3 pods may be running.'],
  ],
  [
    'pdb minAvailable 66% of 3',
    workload('a', 'Deployment', 'replicas: 3') + pdb('a', 'minAvailable: 66%'),
    ['forbid-blocking-disruption-budget', 'require-pod-disruption-budget'],
    [],
  ],
  [
    'pdb minAvailable 2 over a ScaledObject from 2',
    workload('a', 'StatefulSet', 'serviceName: a') + scaled('StatefulSet', 'a', 2, 6) + pdb('a', 'minAvailable: 2'),
    ['forbid-blocking-disruption-budget'],
    ['PodDisruptionBudget "a" sets minAvailable to 2, but only 2 pods may be running.'],
  ],
  [
    'pdb minAvailable 3 over an HPA from 4',
    workload('a', 'StatefulSet', 'serviceName: a') + hpa('StatefulSet', 'a', 4, 6) + pdb('a', 'minAvailable: 3'),
    ['forbid-blocking-disruption-budget', 'require-pod-disruption-budget'],
    [],
  ],
  [
    'pdb maxUnavailable 5 of 4',
    workload('a', 'Deployment', 'replicas: 4') + pdb('a', 'maxUnavailable: 5'),
    ['require-pod-disruption-budget'],
    ['PodDisruptionBudget "a" lets all pods of Deployment "a" go at once.'],
  ],
  ['pdb over a DaemonSet', workload('a', 'DaemonSet') + pdb('a', 'maxUnavailable: 10%'), ['forbid-blocking-disruption-budget'], []],
  [
    'pdb over two Deployments together',
    workload('a', 'Deployment', 'replicas: 3') +
      workload('b', 'Deployment', 'replicas: 3').replaceAll('app: b', 'app: a, part: b') +
      pdb('a', 'minAvailable: 5'),
    ['forbid-blocking-disruption-budget'],
    [],
  ],
  [
    'hpa min is max on a StatefulSet',
    workload('a', 'StatefulSet', 'serviceName: a') + hpa('StatefulSet', 'a', 5, 5),
    ['limit-autoscaler-bounds'],
    ['HorizontalPodAutoscaler "a" has a minimum and a maximum of 5, so it cannot scale.'],
  ],
  [
    'scaledobject min is max',
    workload('a', 'Deployment') + scaled('Deployment', 'a', 5, 5),
    ['limit-autoscaler-bounds'],
    ['ScaledObject "a" has a minimum and a maximum of 5, so it cannot scale.'],
  ],
  [
    'exec into pods by a ClusterRole',
    role('ClusterRole', '[{ apiGroups: [""], resources: [pods/exec], verbs: [create] }]', dev),
    ['limit-production-access'],
    ['ClusterRole "x" gives "pods/exec" in production.'],
  ],
  [
    'jobs created by a Group',
    role('Role', '[{ apiGroups: [batch], resources: [jobs], verbs: [create] }]', dev),
    ['limit-production-access'],
    ['Role "x" gives people the right to create "jobs" in production.'],
  ],
  [
    'ephemeral containers by a Group',
    role('Role', '[{ apiGroups: [""], resources: [pods/ephemeralcontainers], verbs: [patch] }]', dev),
    ['limit-production-access'],
    ['Role "x" gives "pods/ephemeralcontainers" in production.'],
  ],
  [
    'port forwards by a user',
    role(
      'Role',
      '[{ apiGroups: [""], resources: [pods/portforward], verbs: [create] }]',
      '[{ kind: User, apiGroup: rbac.authorization.k8s.io, name: jane }]',
    ),
    ['limit-production-access'],
    ['Role "x" gives "pods/portforward" in production.', 'RoleBinding "x" names the person "jane", not a group.'],
  ],
  [
    'secrets listed by a Group',
    role('Role', '[{ apiGroups: [""], resources: [secrets], verbs: [list] }]', dev),
    ['limit-production-access'],
    ['Role "x" lets secrets be read in production.'],
  ],
  [
    'nodes/proxy by a Group',
    role('ClusterRole', '[{ apiGroups: [""], resources: [nodes/proxy], verbs: [get] }]', dev),
    ['limit-production-access'],
    ['ClusterRole "x" gives "nodes/proxy" in production.'],
  ],
  [
    'impersonation by a Group',
    role('ClusterRole', '[{ apiGroups: [""], resources: [users, groups], verbs: [impersonate] }]', dev),
    ['limit-production-access'],
    [
      'ClusterRole "x" gives the right to impersonate "groups" in production.',
      'ClusterRole "x" gives the right to impersonate "users" in production.',
    ],
  ],
  [
    'evictions by a Group',
    role('Role', '[{ apiGroups: [""], resources: [pods/eviction], verbs: [create] }]', dev),
    ['limit-production-access'],
    ['Role "x" gives people the right to create "pods/eviction" in production.'],
  ],
  [
    'scale of deployments by a Group',
    role('Role', '[{ apiGroups: [apps], resources: [deployments/scale], verbs: [patch] }]', dev),
    ['limit-production-access'],
    ['Role "x" gives people the right to patch "deployments/scale" in production.'],
  ],
  [
    'token of another account by an account',
    role(
      'Role',
      '[{ apiGroups: [""], resources: [serviceaccounts/token], verbs: [create] }]',
      '[{ kind: ServiceAccount, name: a, namespace: erp-prod }]',
    ),
    ['limit-production-access'],
    ['Role "x" gives "serviceaccounts/token" in production.'],
  ],
  [
    'a controller reads one ConfigMap by name',
    role(
      'Role',
      '[{ apiGroups: [""], resources: [configmaps], resourceNames: [leader], verbs: [get, update] }]',
      '[{ kind: ServiceAccount, name: a, namespace: erp-prod }]',
    ),
    ['limit-production-access'],
    [],
  ],
  [
    'metrics by URL for an account',
    role(
      'ClusterRole',
      '[{ nonResourceURLs: [/metrics], verbs: [get] }]',
      '[{ kind: ServiceAccount, name: prometheus, namespace: monitoring }]',
    ),
    ['forbid-wildcard-role', 'limit-production-access'],
    [],
  ],
  [
    'system:authenticated may read',
    role(
      'ClusterRole',
      '[{ apiGroups: [""], resources: [configmaps], verbs: [get] }]',
      '[{ kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:authenticated" }]',
    ),
    ['forbid-default-subject'],
    ['ClusterRoleBinding "x" gives access to the Group "system:authenticated".'],
  ],
  [
    'all accounts of a namespace may read',
    role(
      'Role',
      '[{ apiGroups: [""], resources: [configmaps], verbs: [get] }]',
      '[{ kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:serviceaccounts:erp-prod" }]',
    ),
    ['forbid-default-subject'],
    ['RoleBinding "x" gives access to the Group "system:serviceaccounts:erp-prod".'],
  ],
  [
    'a built-in role',
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: a }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:node-proxier" }\nsubjects: [{ kind: ServiceAccount, name: kube-proxy, namespace: kube-system }]\n',
    ['match-role'],
    [],
  ],
  [
    'a built-in role mistyped',
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: a }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:node-prxier" }\nsubjects: [{ kind: ServiceAccount, name: kube-proxy, namespace: kube-system }]\n',
    ['match-role'],
    ['ClusterRoleBinding "a" grants ClusterRole "system:node-prxier", which does not exist.'],
  ],
  [
    'two pods with generateName',
    'apiVersion: v1\nkind: Pod\nmetadata: { generateName: a-, namespace: shop }\nspec: { containers: [{ name: a, image: a:1 }] }\n---\napiVersion: v1\nkind: Pod\nmetadata: { generateName: a-, namespace: shop }\nspec: { containers: [{ name: a, image: a:1 }] }\n',
    ['unique-object-name'],
    [],
  ],
  [
    'a ReplicationController of one',
    'apiVersion: v1\nkind: ReplicationController\nmetadata: { name: a, namespace: shop }\nspec: { replicas: 1, selector: { app: a }, template: { metadata: { labels: { app: a } }, spec: { containers: [{ name: a, image: a:1 }] } } }\n',
    ['require-labels', 'require-production-replicas'],
    [
      'ReplicationController "a" has no label "app", "app.kubernetes.io/name", "app.kubernetes.io/part-of", "app.kubernetes.io/version".',
      'ReplicationController "a" runs 1 replica, fewer than 3.',
      'The pod template of ReplicationController "a" has no label "app.kubernetes.io/name", "app.kubernetes.io/part-of", "app.kubernetes.io/version".',
    ],
  ],
  [
    'a StatefulSet without its Service',
    workload('a', 'StatefulSet', 'replicas: 3\n  serviceName: b'),
    ['match-service-selector', 'match-workload-selector'],
    ['StatefulSet "a" names the Service "b", which does not exist in namespace "shop".'],
  ],
  [
    'egress under Ingress',
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a, namespace: shop }\nspec: { podSelector: {}, policyTypes: [Ingress], egress: [{ ports: [{ port: 443 }] }] }\n',
    ['match-network-policy-pod'],
    ['NetworkPolicy "a" has egress rules, which have no effect: its policyTypes do not name Egress.'],
  ],
  [
    'ingress under Egress',
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a, namespace: shop }\nspec: { podSelector: {}, policyTypes: [Egress], ingress: [{ from: [{ podSelector: {} }] }], egress: [] }\n',
    ['match-network-policy-pod'],
    ['NetworkPolicy "a" has ingress rules, which have no effect: its policyTypes do not name Ingress.'],
  ],
  [
    'all of IPv6 but one address',
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a, namespace: shop }\nspec: { podSelector: { matchLabels: { app: a } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: "::/0", except: ["2001:db8::1/128"] } }] }] }\n' +
      '---\n' +
      workload('a', 'Deployment', 'replicas: 3'),
    ['forbid-wide-network-peer'],
    ['NetworkPolicy "a" lets its pods reach "::/0" without 2001:db8::1/128, which is nearly the whole world.'],
  ],
  [
    'two halves of the Internet',
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a, namespace: shop }\nspec: { podSelector: { matchLabels: { app: a } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/1 } }, { ipBlock: { cidr: 128.0.0.0/1 } }] }] }\n' +
      '---\n' +
      workload('a', 'Deployment', 'replicas: 3'),
    ['forbid-wide-network-peer'],
    [
      'NetworkPolicy "a" lets its pods reach "0.0.0.0/1", which is the whole world.',
      'NetworkPolicy "a" lets its pods reach "128.0.0.0/1", which is the whole world.',
    ],
  ],
  [
    'namespaceSelector of all',
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a, namespace: shop }\nspec: { podSelector: { matchLabels: { app: a } }, ingress: [{ from: [{ namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: Exists }] } }] }] }\n' +
      '---\n' +
      workload('a', 'Deployment', 'replicas: 3'),
    ['forbid-wide-network-peer'],
    ['NetworkPolicy "a" admits every pod of every namespace.'],
  ],
  [
    'a short digest in a CronJob',
    cron('imagePullPolicy: Always').replace('image: a:1', 'image: "registry.example.com/a:1@sha256:abc123"'),
    ['require-image-digest'],
    [
      'Container "main" uses "registry.example.com/a:1@sha256:abc123", which has the digest "sha256:abc123", which is not sha256 with 64 digits.',
    ],
  ],
  [
    'a digest of another algorithm',
    cron('imagePullPolicy: Always').replace('image: a:1', `image: "registry.example.com/a:1@sha512:${'a'.repeat(64)}"`),
    ['require-image-digest'],
    [
      'Container "main" uses "registry.example.com/a:1@sha512:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", which has the digest "sha512:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", which is not sha256 with 64 digits.',
    ],
  ],
  [
    'a SealedSecret of the whole cluster in its template',
    'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: a, namespace: shop }\nspec: { encryptedData: { p: AgB }, template: { metadata: { annotations: { sealedsecrets.bitnami.com/cluster-wide: "true" } } } }\n',
    ['forbid-loose-sealed-secret'],
    [
      'SealedSecret "a" has a value in "p" that is not sealed.',
      'SealedSecret "a" is sealed for more than its name: "sealedsecrets.bitnami.com/cluster-wide" is "true".',
    ],
  ],
  [
    'a Windows DaemonSet',
    workload('a', 'DaemonSet', '', 'os: { name: windows }'),
    ['forbid-privilege-escalation', 'require-drop-all-capabilities', 'require-read-only-root-filesystem', 'require-seccomp-profile'],
    [],
  ],
  [
    'requests of a StatefulSet at pod level',
    workload(
      'a',
      'StatefulSet',
      'replicas: 3\n  serviceName: a',
      'resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { cpu: 1, memory: 128Mi } }',
      'resources: { requests: { ephemeral-storage: 1Gi }, limits: { ephemeral-storage: 1Gi } }',
    ),
    ['require-resource-limits', 'require-resource-requests'],
    [],
  ],
  [
    'an account that mounts no token',
    'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: a, namespace: shop }\nautomountServiceAccountToken: false\n---\n' +
      workload('a', 'DaemonSet', '', 'serviceAccountName: a'),
    ['forbid-service-account-token'],
    [],
  ],
  [
    'an image volume in a CronJob without a tag',
    cron('volumeMounts: [{ name: v, mountPath: /m }]').replace(
      'restartPolicy: Never',
      'restartPolicy: Never, volumes: [{ name: v, image: { reference: docker.io/library/model } }]',
    ),
    ['limit-image-volumes', 'limit-volume-types'],
    [
      'Volume "v" mounts "docker.io/library/model", which has no digest.',
      'Volume "v" mounts "docker.io/library/model", which has no version.',
      'Volume "v" mounts "docker.io/library/model", which is not from a registry of the company.',
    ],
  ],
  [
    'JDBC url',
    config(`{ JDBC_URL: "jdbc:postgresql://db:5432/erp?user=a&password=${word}" }`),
    ['forbid-credential-in-config'],
    ['ConfigMap "c" has a literal "password" in "JDBC_URL".'],
  ],
  [
    'amqp url',
    config(`{ BROKER: "amqps://guest:${word}@mq:5671/v" }`),
    ['forbid-credential-in-config'],
    ['ConfigMap "c" has a URL with a password in "BROKER".'],
  ],
  [
    'args with password',
    workload('a', 'Deployment', 'replicas: 3', '', `args: ["--db-password=${word}"]`),
    ['forbid-credential-in-config'],
    ['Container "main" has a literal "db-password" in its args.'],
  ],
  [
    'curl -u',
    cron(`command: [curl, -u, "admin:${word}", "https://x.example.com"]`),
    ['forbid-credential-in-config'],
    ['Container "main" has a literal credential in its command.'],
  ],
  [
    'netrc',
    config(`{ .netrc: "machine example.com login a password ${word}\\n" }`),
    ['forbid-credential-in-config'],
    ['ConfigMap "c" has a password of .netrc in ".netrc".'],
  ],
  [
    'spring properties',
    config(`{ application.properties: "spring.datasource.password=${word}\\n" }`),
    ['forbid-credential-in-config'],
    ['ConfigMap "c" has a literal "spring.datasource.password" in "application.properties".'],
  ],
  [
    'nested yaml in a ConfigMap',
    config(`{ app.yaml: "database:\\n  main:\\n    password: ${word}\\n" }`),
    ['forbid-credential-in-config'],
    ['ConfigMap "c" has a literal "password" in "app.yaml".'],
  ],
  [
    'json in a ConfigMap',
    config(`{ app.json: '{"smtp":{"host":"mail","pass":"${word}"}}' }`),
    ['forbid-credential-in-config'],
    ['ConfigMap "c" has a literal "pass" in "app.json".'],
  ],
  [
    'ini in a ConfigMap',
    config(`{ my.cnf: "[client]\\nuser=root\\npassword=${word}\\n" }`),
    ['forbid-credential-in-config'],
    ['ConfigMap "c" has a literal "password" in "my.cnf".'],
  ],
  [
    'PGPASSWORD before a command',
    cron(`command: [sh, -c, "PGPASSWORD=${word} pg_dump -h db erp"]`),
    ['forbid-credential-in-config'],
    ['Container "main" has a literal "PGPASSWORD" in its command.'],
  ],
  [
    'export in a script',
    config(`{ run.sh: "#!/bin/sh\\nexport MYSQL_PWD=${word}\\nmysqldump erp\\n" }`),
    ['forbid-credential-in-config'],
    ['ConfigMap "c" has a literal "MYSQL_PWD" in "run.sh".'],
  ],
  [
    'remote write header',
    `apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: a, namespace: shop }\nspec: { remoteWrite: [{ url: "https://x.example.com/w", headers: { Authorization: "Basic ${Buffer.from(`a:${word}`).toString('base64')}" } }] }\n`,
    ['forbid-credential-in-config'],
    ['Prometheus "a" has a literal credential in "Authorization".'],
  ],
  [
    'kubeconfig in a ConfigMap',
    config(`{ config: "apiVersion: v1\\nkind: Config\\nusers:\\n- name: a\\n  user: { token: ${word}-${word} }\\n" }`),
    ['forbid-credential-in-config'],
    ['ConfigMap "c" has a literal "token" in "config".'],
  ],
  [
    'values of a HelmRelease',
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a, namespace: shop }\nspec: { interval: 1h, chart: { spec: { chart: x, sourceRef: { kind: HelmRepository, name: x } } }, values: { auth: { rootPassword: ${word} } } }\n`,
    ['forbid-credential-in-config'],
    ['HelmRelease "a" has a literal credential in "rootPassword".'],
  ],
  [
    'helm parameter',
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a, namespace: argocd }\nspec: { project: p, destination: { name: c, namespace: n }, source: { repoURL: https://x.example.com, chart: c, targetRevision: 1.0.0, helm: { parameters: [{ name: postgresql.auth.password, value: ${word} }] } } }\n`,
    ['forbid-credential-in-config'],
    ['Application "a" has a literal credential in "postgresql.auth.password".'],
  ],
  [
    'annotation of a Service',
    `apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: shop, annotations: { example.com/api-token: ${word} } }\nspec: { ports: [{ port: 80 }], selector: { app: a } }\n`,
    ['forbid-credential-in-config'],
    ['Service "a" has a literal credential in "example.com/api-token".'],
  ],
  [
    'a password in a postgresql object',
    `apiVersion: acid.zalan.do/v1\nkind: postgresql\nmetadata: { name: acid-a, namespace: shop }\nspec: { teamId: acid, numberOfInstances: 3, postgresql: { version: "16" }, volume: { size: 10Gi }, env: [{ name: REPLICATION_PASSWORD, value: ${word} }] }\n`,
    ['forbid-credential-in-config'],
    ['postgresql "acid-a" has a literal credential in "REPLICATION_PASSWORD".'],
  ],
  [
    'a URL-encoded login in an env of an init container',
    workload(
      'a',
      'Deployment',
      'replicas: 3',
      `initContainers: [{ name: i, image: a:1, env: [{ name: DATABASE_URL, value: "postgres://erp:p%40ss${word}@db/erp" }] }]`,
    ),
    ['forbid-credential-in-config'],
    ['Container "i" has a URL with a password in the variable "DATABASE_URL".'],
  ],
  [
    'no credential: file of one',
    config('{ DB_PASSWORD_FILE: /run/secrets/db, TOKEN_TTL: "3600", SECRET_NAME: db, KEY_PREFIX: "erp:", PASSWORD_MIN_LENGTH: "12" }'),
    ['forbid-credential-in-config'],
    [],
  ],
  [
    'no credential: references',
    config(
      '{ url: "postgres://$(DB_USER):$(DB_PASSWORD)@db/erp", p: "${DB_PASSWORD}", q: "{{ .Values.password }}", tokenEndpoint: "https://id.example.com/token" }',
    ),
    ['forbid-credential-in-config'],
    [],
  ],
  [
    'no credential: placeholders of flux',
    config('{ PASSWORD: "${SECRET_PASSWORD}", API_KEY: "$API_KEY" }'),
    ['forbid-credential-in-config'],
    [],
  ],
  [
    'no credential: words',
    config('{ PASSWORD_POLICY: strict, AUTH_TOKEN_HEADER: X-Auth-Token, SECRET_STORE: vault, KEYCLOAK_REALM: erp, PASSPHRASE_HINT: "" }'),
    ['forbid-credential-in-config'],
    [],
  ],
  ['ReferenceGrant v1beta1', small('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant'), ['undescribed-kind', 'unknown-kind'], []],
  ['ClusterTriggerAuthentication', small('keda.sh/v1alpha1', 'ClusterTriggerAuthentication'), ['undescribed-kind', 'unknown-kind'], []],
  ['ScrapeConfig', small('monitoring.coreos.com/v1alpha1', 'ScrapeConfig'), ['undescribed-kind', 'unknown-kind'], []],
  ['KafkaMirrorMaker2', small('kafka.strimzi.io/v1', 'KafkaMirrorMaker2'), ['undescribed-kind', 'unknown-kind'], []],
  [
    'Ingress of extensions',
    small('extensions/v1beta1', 'Ingress'),
    ['unknown-kind'],
    ['There is no kind "Ingress" in "extensions/v1beta1".'],
  ],
  [
    'autoscaling/v2beta2',
    small('autoscaling/v2beta2', 'HorizontalPodAutoscaler'),
    ['unknown-kind'],
    ['There is no kind "HorizontalPodAutoscaler" in "autoscaling/v2beta2".'],
  ],
  [
    'HelmRelease',
    small('helm.toolkit.fluxcd.io/v2', 'HelmRelease'),
    ['undescribed-kind', 'unknown-kind'],
    [
      'The kind "HelmRelease" of "helm.toolkit.fluxcd.io/v2" is not described here: neither Kubernetes nor an operator of the platform serves it.',
    ],
  ],
  [
    'flux Kustomization',
    small('kustomize.toolkit.fluxcd.io/v1', 'Kustomization'),
    ['undescribed-kind', 'unknown-kind'],
    [
      'The kind "Kustomization" of "kustomize.toolkit.fluxcd.io/v1" is not described here: neither Kubernetes nor an operator of the platform serves it.',
    ],
  ],
  ['kind mistyped', small('apps/v1', 'Deploymnet'), ['unknown-kind'], ['There is no kind "Deploymnet" in "apps/v1".']],
  [
    'real metrics',
    rule(
      'kube_pod_container_status_restarts_total > 3 or node_filesystem_avail_bytes < 1 or container_cpu_cfs_throttled_periods_total > 1 or apiserver_request_total > 1',
    ),
    ['forbid-misleading-query', 'match-metric', 'require-valid-promql'],
    [
      'Alert "A" compares the counter "apiserver_request_total", which only grows: take its rate() or increase().',
      'Alert "A" compares the counter "container_cpu_cfs_throttled_periods_total", which only grows: take its rate() or increase().',
      'Alert "A" compares the counter "kube_pod_container_status_restarts_total", which only grows: take its rate() or increase().',
    ],
  ],
  ['a metric of node exporter that is not the default', rule('rate(node_wifi_station_info[5m]) > 1'), ['match-metric'], []],
  [
    'quantile of 95',
    rule('histogram_quantile(95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 1'),
    ['forbid-misleading-query'],
    ['Alert "A" asks histogram_quantile() for the quantile 95: they go from 0 to 1.'],
  ],
  [
    'counter without rate',
    rule('http_requests_total > 100'),
    ['forbid-misleading-query'],
    ['Alert "A" compares the counter "http_requests_total", which only grows: take its rate() or increase().'],
  ],
  [
    'increase over 15s',
    rule('increase(http_requests_total[15s]) > 1'),
    ['forbid-misleading-query'],
    ['Alert "A" takes increase() over 15s, which is less than four scrapes of 15s: it is empty now and then.'],
  ],
  [
    'quantile without le',
    rule('histogram_quantile(0.9, sum by (job) (rate(http_request_duration_seconds_bucket[5m]))) > 1'),
    ['forbid-misleading-query'],
    ['Alert "A" takes a quantile of buckets from which the aggregation "sum" took the label "le": there is no value.'],
  ],
];

const suite = await loadSuite();

describe('one mistake in other spellings', () => {
  it.each(rows)('%s', async (_, input, selected, messages) => {
    const { findings } = await lintFiles(
      { files: ['-'], empty: [], input, environment: 'production' },
      { ...suite, selected, today: '2026-11-29' },
    );
    expect(findings.filter((finding) => selected.includes(finding.rule)).map(({ message }) => message)).toEqual(messages);
  });
});
