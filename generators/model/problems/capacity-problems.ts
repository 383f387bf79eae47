import type { Catalog } from '../catalog.ts';
import { agents } from '../environment/monitoring.ts';
import { type Instance, instancesOf, mostPods } from '../instance.ts';
import { quotaSpare, roundUp } from '../service/quantity.ts';
import { at, type CatalogProblem, problem } from './problem.ts';
import { spanOf } from './ranges.ts';

/** Pods that a kubelet takes where nobody says another number (Kubernetes 1.35, `maxPods`). */
const podsPerNode = 110;
/** Pods that the quotas of the data layer, of the monitoring, of Argo CD and of the operators let in together. */
const podsBeside = 260;
/** Addresses of a subnet that AWS keeps (Amazon VPC User Guide, subnet CIDR reservations). */
const keptPerSubnet = 5;

/** Pods that an environment may have at its most, for which there are no nodes, or no addresses. */
export function capacityProblems(catalog: Catalog): CatalogProblem[] {
  const byEnvironment = Map.groupBy(instancesOf(catalog), ({ environment }) => environment.name);
  const { value: platform } = catalog.platform;
  return catalog.environments.flatMap((entry) => {
    const { name, nodes } = entry.value;
    const own = roundUp((byEnvironment.get(name) ?? []).reduce((sum, instance) => sum + podsOf(instance), 0) * quotaSpare);
    const needed = Math.ceil((own + podsBeside) / (podsPerNode - agents.length * quotaSpare));
    const problems: CatalogProblem[] = [];
    if (needed > nodes.most)
      problems.push(
        problem(
          at(entry, 'nodes', 'most'),
          `The services of ${name} may have ${own} pods with what rolls, the platform ${podsBeside}, and ${nodes.most} nodes take ${nodes.most * podsPerNode}, agents included.`,
          `Write at least ${needed}, and give the cluster so many; or lower maxReplicas or scale.max in the files of the services.`,
        ),
      );
    // With the VPC's own plugin each pod has an address of the subnets of the nodes; others have ranges of their own.
    const addresses = platform.networkPlugin === 'aws-vpc' ? addressesOf(platform.nodes.cidrs) : Number.POSITIVE_INFINITY;
    const asked = own + podsBeside + nodes.most;
    if (asked > addresses)
      problems.push(
        problem(
          at(catalog.platform, 'nodes', 'cidrs'),
          `${name} may have ${asked} pods and nodes, each with an address of nodes.cidrs, which have ${addresses}.`,
          'Add subnets, which the cluster must have, too; or lower maxReplicas or scale.max in the files of the services.',
        ),
      );
    return problems;
  });
}

function podsOf({ processes, tasks }: Instance): number {
  return processes.reduce((sum, { replicas }) => sum + mostPods(replicas), tasks.length);
}

function addressesOf(ranges: readonly string[]): number {
  return ranges.reduce((sum, range) => {
    const span = spanOf(range);
    return sum + (span === undefined ? 0 : Math.max(0, Number(span.last - span.first) + 1 - keptPerSubnet));
  }, 0);
}
