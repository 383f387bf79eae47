import { checkClaimMetadata } from '../metadata.ts';
import { hasForm, label } from '../spots/checks.ts';
import { isDnsSubdomain } from '../spots/forms.ts';
import { field, items, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';
import { checkClaimSpec } from '../volumes/claim-spec.ts';
import { projectedSource, secretSource } from '../volumes/projections.ts';
import { checkSource, type SourceChecks, sources } from '../volumes/volume-sources.ts';
import { isPod, type PodSpot } from './pod.ts';

/** The volumes of a pod (k8s.io/kubernetes 1.35.4, pkg/apis/core/validation: ValidateVolumes). */
export function checkVolumes(pod: PodSpot): void {
  const volumes = items(pod.spec, 'volumes').filter((volume) => !pod.replaced.includes(text(volume, 'name')));
  const podName = isPod(pod) ? text(pod.metadata, 'name') : '';
  const made = volumes
    .filter((volume) => field(volume, 'ephemeral').value !== undefined)
    .map((volume) => `${podName}-${text(volume, 'name')}`);
  const seen = new Set<string>();
  for (const volume of volumes) {
    const name = field(volume, 'name');
    if (text(name) === '') missing(name);
    else hasForm(name, label);
    if (text(name) !== '' && seen.has(text(name))) {
      refuse(name, `The volume ${JSON.stringify(text(name))} is there twice.`, 'Give each volume a name of its own.');
    }
    seen.add(text(name));
    checkSource(volume, `The volume ${JSON.stringify(text(name))}`, { ...sources, ...ofPods(pod, volume, podName) });
    const claim = field(volume, 'persistentVolumeClaim', 'claimName');
    if (podName !== '' && made.includes(text(claim)))
      refuseValue(claim, 'is made for an ephemeral volume of the pod', 'Name another claim.');
  }
}

/** Sources that only pods have. */
function ofPods(pod: PodSpot, volume: Spot, podName: string): SourceChecks {
  return {
    secret: (spot) => secretSource(spot, 'secretName'),
    configMap: (spot) => secretSource(spot, 'name'),
    downwardAPI: (spot) => projectedSource(spot, 'downwardAPI'),
    projected: (spot) => projectedSource(spot, 'projected', { hasAccount: !isPod(pod) || text(pod.spec, 'serviceAccountName') !== '' }),
    image: (spot) => {
      if (isPod(pod) && text(spot, 'reference') === '') missing(field(spot, 'reference'));
      sources['pullPolicy']?.(field(spot, 'pullPolicy'));
    },
    ephemeral: (spot) => {
      const template = field(spot, 'volumeClaimTemplate');
      if (template.value === undefined) return missing(template);
      checkClaimMetadata(template);
      checkClaimSpec(field(template, 'spec'));
      const claim = `${podName}-${text(volume, 'name')}`;
      if (podName !== '' && text(volume, 'name') !== '' && !isDnsSubdomain(claim)) {
        refuseValue(
          field(volume, 'name'),
          `would give a claim the name ${JSON.stringify(claim)}, which is no valid one`,
          'Write a shorter name.',
        );
      }
    },
  };
}
