import { cloudOf } from '../../../generators/clouds/clouds.ts';
import type { EnvironmentDefinition } from '../../../generators/model/environment/environment.ts';
import { versionsFile } from '../../../generators/model/environment/versions.ts';
import type { NetworkPlugin } from '../../../generators/model/platform/platform.ts';
import { operated } from '../../../generators/model/stores/stores.ts';
import { fieldOf, isIn, isReady, itemsOf, labelOf, listOf, nameOf, textOf } from '../answers.ts';
import { type Answers, bad, good, type Look, page, paths, type Verdict } from './cluster-look.ts';

const platformFile = 'generators/catalog/platform.ts';

/** What the cluster of an environment must bring before the first sync on whichever cloud, as far as its API server tells. Everything is only read. */
export const looks: readonly Look[] = [
  {
    name: 'version',
    paths: [paths.version],
    command: 'kubectl version',
    judge(answers, { environment: { name, versions } }) {
      const version = textOf(answers(paths.version), 'gitVersion');
      const minor = Number(/^v1\.(\d+)/.exec(version)?.[1]);
      return minor >= Number(versions.kubernetes.slice('1.'.length))
        ? good(`Kubernetes ${version}`)
        : bad(
            `Kubernetes is ${version}, older than ${versions.kubernetes}.`,
            `Upgrade the cluster, or say in ${versionsFile(name)} what it is.`,
          );
    },
  },
  {
    name: 'zones',
    paths: [paths.nodes],
    command: 'kubectl get nodes --label-columns topology.kubernetes.io/zone',
    judge(answers, { environment }) {
      const ready = itemsOf(answers(paths.nodes)).filter(isReady);
      const found = [...new Set(ready.map((node) => labelOf(node, 'topology.kubernetes.io/zone')))].filter((zone) => zone !== '').sort();
      const missing = zonesOf(environment).filter((zone) => !found.includes(zone));
      const voters = votersOf(environment);
      if (missing.length > 0) {
        return bad(
          `No node is ready in ${missing.join(', ')}; there are ${ready.length} in ${found.join(', ') || 'no zone'}.`,
          `Start nodes there, or name other zones in generators/catalog/environments/${environment.name}.ts.`,
        );
      }
      return found.length >= voters
        ? good(`${ready.length} nodes in ${found.join(', ')}`)
        : bad(
            `Nodes are in ${found.length} zones, but the data layer has quorums of ${voters}: the loss of a zone would end them.`,
            'Start nodes in one more zone, for voters only.',
          );
    },
  },
  {
    name: 'nodes',
    paths: [paths.nodes],
    command: 'kubectl get nodes --output wide',
    judge(answers, { environment, platform }) {
      const nodes = itemsOf(answers(paths.nodes));
      const addresses = nodes.flatMap((node) =>
        listOf(node, 'status', 'addresses').filter((item) => textOf(item, 'type') === 'InternalIP'),
      );
      const outside = addresses.map((item) => textOf(item, 'address')).filter((address) => !isIn(address, platform.nodes.cidrs));
      if (outside.length > 0) {
        return bad(
          `${outside.length} nodes have addresses that nodes.cidrs does not name, such as ${outside[0]}: Prometheus and metrics-server cannot ask them.`,
          `Write the subnets of the nodes into nodes.cidrs of ${platformFile}.`,
        );
      }
      return nodes.length <= environment.nodes.most
        ? good(`${nodes.length} of at most ${environment.nodes.most}, in ${platform.nodes.cidrs.join(', ')}`)
        : bad(
            `There are ${nodes.length} nodes, but nodes.most is ${environment.nodes.most}: the agents of the others do not fit into their quota.`,
            `Raise nodes.most in generators/catalog/environments/${environment.name}.ts.`,
          );
    },
  },
  {
    name: 'network',
    paths: [paths.daemonSets, paths.cilium],
    command: 'kubectl get daemonsets --all-namespaces',
    judge: (answers, { platform: { networkPlugin } }) => network(answers, networkPlugin),
  },
  {
    name: 'api',
    paths: [paths.service, paths.endpoints],
    command: 'kubectl --namespace default get services,endpointslices --output wide',
    judge(answers, { platform: { kubernetesApi } }) {
      const address = textOf(answers(paths.service), 'spec', 'clusterIP');
      const slices = itemsOf(answers(paths.endpoints)).filter((slice) => labelOf(slice, 'kubernetes.io/service-name') === 'kubernetes');
      const behind = slices.flatMap((slice) => listOf(slice, 'endpoints').flatMap((item) => listOf(item, 'addresses').map(String)));
      const ports = slices.flatMap((slice) => listOf(slice, 'ports').map((port) => Number(fieldOf(port, 'port'))));
      const outside = behind.filter((item) => !isIn(item, kubernetesApi.cidrs));
      const fix = `Write what the command shows into kubernetesApi of ${platformFile}: in a closed namespace no operator reaches it otherwise.`;
      if (!isIn(address, [kubernetesApi.service]))
        return bad(`The Service of the API server is ${address || 'unknown'}, not ${kubernetesApi.service}.`, fix);
      if (behind.length === 0) return bad('Nothing stands behind the Service of the API server.', fix);
      if (outside.length > 0)
        return bad(`The API server answers at ${outside.join(', ')}, outside of ${kubernetesApi.cidrs.join(', ')}.`, fix);
      return ports.every((port) => port === kubernetesApi.port)
        ? good(`${address}, and ${behind.join(', ')} behind it`)
        : bad(`The API server answers at port ${ports.join(', ')}, not ${kubernetesApi.port}.`, fix);
    },
  },
  {
    name: 'dns',
    paths: [paths.dns, paths.daemonSets],
    command: 'kubectl --namespace kube-system get pods,daemonsets --selector "k8s-app in (kube-dns, node-local-dns)"',
    judge(answers) {
      const pods = itemsOf(answers(paths.dns)).filter(isReady);
      const cache = itemsOf(answers(paths.daemonSets)).some((set) => nameOf(set) === 'node-local-dns');
      if (pods.length === 0) {
        return bad(
          'No pod with the label k8s-app=kube-dns is ready in kube-system, the only ones that may be asked for names.',
          `Install CoreDNS under that label (${page}).`,
        );
      }
      return cache
        ? bad(
            'NodeLocal DNSCache answers at an address of the node, which no policy leads to: no pod of a closed namespace finds a name.',
            `Take node-local-dns away, or open its address in dnsEgress of generators/resources/network-policy.ts (${page}).`,
          )
        : good(`${pods.length} pods of kube-dns`);
    },
  },
  {
    name: 'disks',
    paths: [paths.drivers],
    command: 'kubectl get csidrivers',
    judge(answers, { platform }) {
      const { provisioner } = cloudOf(platform).disks;
      return itemsOf(answers(paths.drivers)).some((driver) => nameOf(driver) === provisioner)
        ? good(provisioner)
        : bad(
            `The driver ${provisioner} is not there: no claim is ever bound.`,
            `Install the driver of the disks, with its role (${page}).`,
          );
    },
  },
  {
    name: 'metrics',
    paths: [paths.metrics],
    command: 'kubectl get apiservices v1beta1.metrics.k8s.io',
    judge(answers, { environment }) {
      const service = fieldOf(answers(paths.metrics), 'spec', 'service');
      const namespace = textOf(service, 'namespace');
      return answers(paths.metrics) === undefined || namespace === environment.namespaces.infra
        ? good('nobody else serves metrics.k8s.io')
        : bad(
            `metrics.k8s.io is served by another metrics-server, in "${namespace}".`,
            'Remove that add-on: the platform brings its own, and two would take it from each other.',
          );
    },
  },
];

/** Whether the plug-in of the catalog is there, and does with an `ipBlock` what the policies count on. */
function network(answers: Answers, expected: NetworkPlugin): Verdict {
  const sets = itemsOf(answers(paths.daemonSets));
  const named = (name: string) => sets.find((set) => nameOf(set) === name);
  const agent = listOf(named('aws-node'), 'spec', 'template', 'spec', 'containers').find(
    (item) => textOf(item, 'name') === 'aws-eks-nodeagent',
  );
  const enforces = listOf(agent, 'args').some((argument) => argument === '--enable-network-policy=true');
  const found: readonly NetworkPlugin[] = [
    ...(named('cilium') === undefined ? [] : (['cilium'] as const)),
    ...(named('calico-node') === undefined ? [] : (['calico'] as const)),
    ...(enforces ? (['aws-vpc'] as const) : []),
  ];
  const [first, second] = found;
  const change = `Write networkPlugin as it is into ${platformFile} and run "npm run generate".`;
  if (first === undefined) {
    return bad(
      agent === undefined ? 'Nothing enforces network policies.' : 'The agent of the VPC CNI does not enforce network policies.',
      `Turn them on (enableNetworkPolicy of the VPC CNI), or install Calico or Cilium (${page}).`,
    );
  }
  if (second !== undefined) return bad(`${found.join(' and ')} both enforce network policies.`, 'Leave one of them to do it.');
  if (first !== expected) return bad(`Policies are enforced by ${first}, but were drawn for ${expected}.`, change);
  if (first === 'cilium') {
    const modes = textOf(answers(paths.cilium), 'data', 'policy-cidr-match-mode').split(/[\s,]+/);
    if (!modes.includes('nodes')) {
      return bad(
        'Cilium takes no address range for a node or the API server: no operator of a closed namespace reaches it.',
        'Set policyCIDRMatchMode: nodes in its values.',
      );
    }
  }
  return good(first);
}

function zonesOf({ clusters }: EnvironmentDefinition): readonly string[] {
  return [...new Set(clusters.flatMap(({ zones }) => zones))].sort();
}

/** Members of the largest quorum of the data layer. */
function votersOf(environment: EnvironmentDefinition): number {
  const members = [
    operated(environment, 'postgres')?.instances,
    operated(environment, 'redis')?.nodes,
    operated(environment, 'kafka')?.controllers,
  ];
  return Math.min(3, Math.max(0, ...members.map((count) => count ?? 0)));
}
