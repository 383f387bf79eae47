import type { Faults } from '../model.ts';

const pods = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: erp-prod }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: shop, image: registry.example.com/erp/shop:1.0.0, ports: [{ containerPort: 8080 }] }] }
`;
const policy = (spec: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: shop, namespace: erp-prod }\nspec: { ${spec} }\n`;
const role = (rules: string, kind = 'Role') =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: { name: shop${kind === 'Role' ? ', namespace: erp-prod' : ''} }\nrules: [${rules}]\n`;
const binding = (kind: string, roleKind: string, name: string, subject: string) =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: { name: shop${kind === 'RoleBinding' ? ', namespace: erp-prod' : ''} }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ${roleKind}, name: ${name} }\nsubjects: [${subject}]\n`;
const group = (name: string) => `{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: "${name}" }`;

/** What NetworkPolicies and access have. */
export const networkFaults: Faults = {
  noIngressPolicy: { what: 'pods that no policy keeps closed', rules: ['require-ingress-policy'], example: pods },
  noEgressPolicy: { what: 'pods that no policy keeps in', rules: ['require-egress-policy'], example: pods },
  noDefaultDeny: { what: 'a namespace that is open by default', rules: ['require-default-deny'], example: pods },
  noDns: {
    what: 'pods that may not ask the DNS',
    rules: ['require-dns-egress'],
    example: `${pods}---\n${policy('podSelector: { matchLabels: { app: shop } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 192.0.2.0/24 } }] }]')}`,
  },
  danglingPolicy: {
    what: 'a policy that selects nobody',
    rules: ['match-network-policy-pod'],
    example: policy('podSelector: { matchLabels: { app: nobody } }, policyTypes: [Ingress]'),
  },
  danglingPeer: {
    what: 'a peer that is nobody',
    rules: ['match-network-peer-pod'],
    example: `${pods}---\n${policy('podSelector: { matchLabels: { app: shop } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: nobody } } }] }]')}`,
  },
  clusterAdmin: {
    what: 'cluster-admin given',
    rules: ['forbid-cluster-admin-binding'],
    example: binding('ClusterRoleBinding', 'ClusterRole', 'cluster-admin', group('erp-ops')),
  },
  clusterAdminHere: {
    what: 'cluster-admin given in a namespace',
    rules: ['forbid-cluster-admin-binding'],
    example: binding('RoleBinding', 'ClusterRole', 'cluster-admin', group('erp-ops')),
  },
  wildcard: {
    what: 'wildcards in a role',
    rules: ['forbid-wildcard-role'],
    example: role('{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }'),
  },
  everybody: {
    what: 'rights for everybody who is logged in, or nobody who is',
    rules: ['forbid-default-subject'],
    example: binding('RoleBinding', 'ClusterRole', 'view', group('system:authenticated')),
  },
  missingRole: {
    what: 'a role that does not exist',
    rules: ['match-role'],
    example: binding('RoleBinding', 'Role', 'nothing', group('erp-ops')),
  },
  ...given('exec', 'commands in containers', '{ apiGroups: [""], resources: [pods/exec], verbs: [create] }'),
  ...given('portForward', 'ways into pods', '{ apiGroups: [""], resources: [pods/portforward], verbs: [create] }'),
  ...given('readSecrets', 'Secrets to read', '{ apiGroups: [""], resources: [secrets], verbs: [get, list] }'),
  ...given('createPods', 'pods to create', '{ apiGroups: [""], resources: [pods], verbs: [create] }'),
  ...given('deletes', 'things to delete', '{ apiGroups: [""], resources: [pods], verbs: [delete] }'),
  ...given('impersonate', 'other people to be', '{ apiGroups: [""], resources: [users], verbs: [impersonate] }'),
  ...given('escalate', 'roles to give', '{ apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [bind, escalate] }'),
  ...given('writeConfig', 'ConfigMaps to change', '{ apiGroups: [""], resources: [configmaps], verbs: [update] }'),
  ...given('tokens', 'tokens of accounts', '{ apiGroups: [""], resources: [serviceaccounts/token], verbs: [create] }'),
  ...given(
    'webhooks',
    'webhooks to change',
    '{ apiGroups: [admissionregistration.k8s.io], resources: [validatingwebhookconfigurations], verbs: [update] }',
  ),
  ...given('volumes', 'volumes to create', '{ apiGroups: [""], resources: [persistentvolumes], verbs: [create] }'),
  ...given('nodeProxy', 'the kubelets', '{ apiGroups: [""], resources: [nodes/proxy], verbs: [get] }'),
  ...given(
    'approveCertificates',
    'certificates to approve',
    '{ apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [update] }',
  ),
};

/** A role of the group of production that may do something, bound to it. */
function given(name: string, what: string, rules: string): Faults {
  return {
    [name]: {
      what: `people may: ${what}`,
      rules: ['limit-production-access'],
      example: `${role(rules, 'ClusterRole')}---\n${binding('ClusterRoleBinding', 'ClusterRole', 'shop', group('erp-ops'))}`,
    },
  };
}
