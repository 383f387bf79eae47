import { isProductionLike } from '../environments.ts';
import { type DeployedService, expectObject, forEvery } from './model/expectations.ts';
import { amount, type Pattern } from './model/pattern.ts';
import type { Evidence, Requirement, Shortfall } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R126',
    section: '10.1',
    requirement: 'Usage is analysed for each container: a VerticalPodAutoscaler <service>-vpa gives recommendations for the Deployment.',
    where: 'VerticalPodAutoscaler <service>-vpa: targetRef, updateMode, the policy of the container',
    deviation: {
      defects: ['D140', 'D141'],
      text: 'updateMode is Off, recommendations only: Auto is deprecated, and it would fight the autoscaler over the same CPU and memory.',
    },
    check: (evidence) =>
      recommended(evidence, ({ name }) => ({
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        updatePolicy: { updateMode: 'Off' },
        resourcePolicy: { containerPolicies: [{ containerName: name }] },
      })),
  },
  {
    id: 'R127',
    section: '10.1',
    requirement: 'Recommendations stay between 250m CPU with 256Mi memory and 4000m CPU with 4Gi memory.',
    where: 'VerticalPodAutoscaler <service>-vpa: minAllowed, maxAllowed, controlledValues',
    deviation: {
      defects: ['D142'],
      text: 'They are for requests only; limits are not scaled along. The upper ones are above the limits of R40, and only advice.',
    },
    check: (evidence) =>
      recommended(evidence, () => ({
        resourcePolicy: {
          containerPolicies: [
            {
              minAllowed: { cpu: amount('250m'), memory: amount('256Mi') },
              maxAllowed: { cpu: amount('4000m'), memory: amount('4Gi') },
              controlledValues: 'RequestsOnly',
            },
          ],
        },
      })),
  },
];

export default requirements;

function recommended(evidence: Evidence, spec: (service: DeployedService) => Pattern): readonly Shortfall[] {
  return forEvery(evidence, (service) => {
    const { world, namespace, name } = service;
    if (!isProductionLike(world)) return [];
    return expectObject(
      world,
      { kind: 'VerticalPodAutoscaler', namespace, name: `${name}-vpa` },
      { apiVersion: 'autoscaling.k8s.io/v1', spec: spec(service) },
    );
  });
}
