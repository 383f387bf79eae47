import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { clusterText, diagnoseCluster } from '../../scripts/operations/doctor/cluster-doctor.ts';
import { startApiServer } from '../handbook/api-server.ts';
import { live } from '../handbook/live-cluster.ts';
import { start } from '../support/start.ts';

type Fields = Record<string, unknown>;

const folder = mkdtempSync(path.join(tmpdir(), 'cluster-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const issuer = { '/.well-known/openid-configuration': { issuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/0123456789' } };

/** What a cluster of production brings before its first sync, one YAML text each. */
const brought: Readonly<Record<string, string>> = {
  nodeA: node('a', 'us-east-1a', '10.0.16.10'),
  nodeB: node('b', 'us-east-1b', '10.0.32.10'),
  nodeC: node('c', 'us-east-1c', '10.0.48.10'),
  aws: `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: aws-node, namespace: kube-system }
spec: { template: { spec: { containers: [{ name: aws-node }, { name: aws-eks-nodeagent, args: ["--enable-network-policy=true"] }] } } }
`,
  service: `
apiVersion: v1
kind: Service
metadata: { name: kubernetes, namespace: default }
spec: { clusterIP: 172.20.0.1, ports: [{ port: 443 }] }
`,
  slice: `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: kubernetes, namespace: default, labels: { kubernetes.io/service-name: kubernetes } }
endpoints: [{ addresses: [10.0.2.5] }, { addresses: [10.0.2.20] }]
ports: [{ port: 443 }]
`,
  dns: `
apiVersion: v1
kind: Pod
metadata: { name: coredns-1, namespace: kube-system, labels: { k8s-app: kube-dns } }
status: { conditions: [{ type: Ready, status: "True" }] }
`,
  balancers: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: aws-load-balancer-controller, namespace: kube-system, labels: { app.kubernetes.io/name: aws-load-balancer-controller } }
status: { availableReplicas: 2 }
`,
  gates: `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: aws-load-balancer-webhook }
webhooks: [{ name: mpod.elbv2.k8s.aws }]
`,
  identity: `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: pod-identity-webhook }
webhooks: [{ name: iam-for-pods.amazonaws.com }]
`,
  driver: `
apiVersion: storage.k8s.io/v1
kind: CSIDriver
metadata: { name: ebs.csi.aws.com }
`,
  pools: `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: nodepools.karpenter.sh }
`,
};

const cilium = (modes: string) => ({
  aws: '',
  cilium: `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: cilium, namespace: kube-system }
`,
  modes: `
apiVersion: v1
kind: ConfigMap
metadata: { name: cilium-config, namespace: kube-system }
data: { policy-cidr-match-mode: "${modes}" }
`,
});

describe('ops doctor --cluster', () => {
  it('has nothing to say against a cluster that brings everything, and only reads', async () => {
    const { bad, verbs } = await doctor({});
    expect({ bad, verbs }).toEqual({ bad: [], verbs: ['get', 'list'] });
  });

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['zones', 'a zone without nodes', { nodeB: '' }, 'No node is ready in us-east-1b; there are 2 in us-east-1a, us-east-1c.'],
    [
      'zones',
      'no third zone for voters',
      { nodeC: '' },
      'Nodes are in 2 zones, but the data layer has quorums of 3: the loss of a zone would end them.',
    ],
    [
      'nodes',
      'a node outside of the subnets that policies name',
      { nodeC: node('c', 'us-east-1c', '10.1.0.10') },
      '1 nodes have addresses that nodes.cidrs does not name, such as 10.1.0.10: Prometheus and metrics-server cannot ask them.',
    ],
    ['network', 'nothing that enforces policies', { aws: '' }, 'Nothing enforces network policies.'],
    [
      'network',
      'an agent that is told not to',
      { aws: (brought['aws'] ?? '').replace('=true', '=false') },
      'The agent of the VPC CNI does not enforce network policies.',
    ],
    ['network', 'another plug-in', cilium('nodes'), 'Policies are enforced by cilium, but were drawn for aws-vpc.'],
    [
      'api',
      'another range of Services',
      { service: (brought['service'] ?? '').replace('172.20', '10.100') },
      'The Service of the API server is 10.100.0.1, not 172.20.0.1/32.',
    ],
    [
      'api',
      'a control plane elsewhere',
      { slice: (brought['slice'] ?? '').replace('10.0.2.20', '10.0.9.20') },
      'The API server answers at 10.0.9.20, outside of 10.0.2.0/28, 10.0.2.16/28.',
    ],
    ['api', 'another port', { slice: (brought['slice'] ?? '').replace('443', '6443') }, 'The API server answers at port 6443, not 443.'],
    [
      'dns',
      'no DNS under its label',
      { dns: '' },
      'No pod with the label k8s-app=kube-dns is ready in kube-system, the only ones that may be asked for names.',
    ],
    [
      'dns',
      'a cache on the nodes',
      { cache: '\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: node-local-dns, namespace: kube-system }\n' },
      'NodeLocal DNSCache answers at an address of the node, which no policy leads to: no pod of a closed namespace finds a name.',
    ],
    [
      'balancers',
      'no load balancer controller',
      { balancers: '' },
      'No AWS Load Balancer Controller is available: no Service ever gets an address.',
    ],
    [
      'balancers',
      'one without readiness gates',
      { gates: '' },
      'The AWS Load Balancer Controller has no webhook for pods: proxies are ready before a load balancer knows them.',
    ],
    ['disks', 'no driver for disks', { driver: '' }, 'The driver ebs.csi.aws.com is not there: no claim is ever bound.'],
    ['roles', 'no webhook for roles', { identity: '' }, 'No pod-identity-webhook gives pods the token for their role.'],
    [
      'autoscaler',
      'nothing that starts nodes',
      { pools: '' },
      'Nothing starts nodes when pods find no place: services cannot grow, and a lost zone is not made up for.',
    ],
    [
      'metrics',
      'a metrics-server of somebody else',
      {
        metrics:
          '\napiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: { name: v1beta1.metrics.k8s.io }\nspec: { service: { namespace: kube-system, name: metrics-server } }\n',
      },
      'metrics.k8s.io is served by another metrics-server, in "kube-system".',
    ],
  ])('finds at %s: %s', async (name, _, change, text) => {
    expect((await doctor(change)).bad).toEqual([[name, text]]);
  });

  it('finds an issuer that the cloud cannot ask', async () => {
    expect((await doctor({}, {})).bad).toEqual([
      ['roles', 'Tokens are issued by nobody knows whom, which the cloud cannot ask: no pod can take a role.'],
    ]);
  });

  it('says each fault in three lines for people', async () => {
    expect((await doctor({ driver: '' })).text).toContain(
      'error  disks: The driver ebs.csi.aws.com is not there: no claim is ever bound.\n  at   kubectl get csidrivers\n  fix  Install the driver of the disks, with its role (docs/prerequisites.md).\n',
    );
  });

  it('ends with 1 where something is missing', async () => {
    const server = await startApiServer([live(load(brought['driver'] ?? '') as Fields)]);
    try {
      const { code, stdout } = await ops(['--cluster', '--env', 'production'], server.url);
      expect({ code, said: stdout.includes('ok     disks      ebs.csi.aws.com\n') }).toEqual({ code: 1, said: true });
    } finally {
      await server.stop();
    }
  });

  it.each<[string, readonly string[], string]>([
    ['nobody says whose cluster it is', ['--cluster'], 'error  Nobody said whose cluster it is.'],
    ['no environment has that name', ['--cluster', '--env', 'prod'], 'error  There is no environment "prod".'],
    ['a context is named without a cluster', ['--context', 'x'], 'error  --env, --context and --account are about a cluster.'],
    ['the context is unknown', ['--cluster', '--env', 'production', '--context', 'nowhere'], 'error  The cluster does not answer: '],
  ])('ends with 2 where %s', async (_, args, text) => {
    const { code, stderr } = await ops(args, 'http://127.0.0.1:1');
    expect({ code, said: stderr.includes(text) }).toEqual({ code: 2, said: true });
  });
});

function node(name: string, zone: string, address: string): string {
  return `
apiVersion: v1
kind: Node
metadata: { name: ${name}, labels: { topology.kubernetes.io/zone: ${zone} } }
status: { addresses: [{ type: InternalIP, address: ${address} }], conditions: [{ type: Ready, status: "True" }] }
`;
}

async function doctor(change: Readonly<Record<string, string>>, documents: Readonly<Record<string, unknown>> = issuer) {
  const texts = Object.values({ ...brought, ...change }).filter((text) => text !== '');
  const server = await startApiServer(
    texts.map((text) => live(load(text) as Fields)),
    documents,
  );
  process.env['KUBECONFIG'] = kubeconfig(server.url);
  try {
    const diagnoses = await diagnoseCluster(process.cwd(), { environment: 'production', context: 'test' });
    const bad = diagnoses.filter(({ good }) => !good).map(({ name, text }) => [name, text]);
    return { bad, text: clusterText(diagnoses), verbs: [...new Set(server.asked().map(({ verb }) => verb))].sort() };
  } finally {
    await server.stop();
  }
}

function kubeconfig(server: string): string {
  const config = path.join(folder, 'config');
  writeFileSync(
    config,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'test', cluster: { server } }],
      users: [{ name: 'person', user: { token: 'x' } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'person' } }],
    }),
  );
  return config;
}

async function ops(args: readonly string[], server: string) {
  const program = [...start, 'scripts/ops.ts', 'doctor', ...args];
  const env = { ...process.env, KUBECONFIG: kubeconfig(server), NO_COLOR: '1' };
  return new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(process.execPath, program, { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
