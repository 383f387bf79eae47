import { zoneKey } from '../model/platform/data-layer.ts';

/** Over the zones that are left when one is lost, each version of the pods by itself. A chart that lacks the selector adds its own. */
export const overZones = {
  maxSkew: 1,
  topologyKey: zoneKey,
  whenUnsatisfiable: 'DoNotSchedule',
  // The nodes of a zone that is lost stay for a while, tainted: counted, they would keep every new pod from the others.
  nodeTaintsPolicy: 'Honor',
  // Else the second pod of a new version may follow the first, as long as the old one is still in the other zone.
  matchLabelKeys: ['pod-template-hash'],
} as const;

/** Each on a node of its own, as far as there is room. */
export function onOtherNodes(matchLabels: Readonly<Record<string, string>>) {
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { ...matchLabels } } } },
      ],
    },
  };
}

/**
 * Values of a chart that pass both on to the pods of one Deployment as they are; none for a single pod.
 * @param matchLabels what the chart's own selector of that Deployment says
 */
export function apart(replicas: number, matchLabels: Readonly<Record<string, string>>) {
  if (replicas < 2) return {};
  return {
    affinity: onOtherNodes(matchLabels),
    topologySpreadConstraints: [{ ...overZones, labelSelector: { matchLabels: { ...matchLabels } } }],
  };
}
