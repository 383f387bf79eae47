import { asFields, at, fieldsAt, listAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields, Manifest, Pod } from '../../../policies/model.ts';
import { createWorld } from '../../../policies/world.ts';
import { chartManifests } from '../../../scripts/charts/facts/world.ts';
import { createSources } from '../../../scripts/repository/sources.ts';
import { type OwnedPod, podToCreate } from './pods.ts';

/** What the operators of an environment make, by `policies/kubernetes/operators`: as the rules see it, which judge by it. */
export interface Made {
  /** Every object, with an image where only the operator knows one. */
  readonly objects: readonly Fields[];
  /** One pod of each workload, with the kind and the name of what it is made of. */
  readonly pods: readonly (OwnedPod & { readonly of: Manifest; readonly workload: Manifest })[];
}

/** What operators make of the objects of an environment and of what its charts render. */
export function madeIn(environment: string, manifests: readonly Manifest[]): Made {
  const world = createWorld(environment, manifests, undefined, chartManifests(createSources(process.cwd()), environment));
  const made = world.manifests.flatMap((workload) => (workload.origin?.by === 'operator' ? [{ workload, of: workload.origin.of }] : []));
  return {
    objects: made.map(({ workload }) => withImages(workload.fields)),
    pods: made.flatMap(({ workload, of }) => {
      const pod = world.podOf(workload);
      if (pod === undefined) return [];
      return [{ owner: `${titleOf(of)}: ${titleOf(workload)}`, of, workload, pod: podToCreate(withKnownImages(pod), workload.fields) }];
    }),
  };
}

function titleOf({ kind, namespace, name }: Manifest): string {
  return `${kind} ${namespace}/${name}`;
}

function withKnownImages(pod: Pod): Pod {
  return { ...pod, template: withImagesOfPod(pod.template), spec: fieldsAt(withImagesOfPod(pod.template), 'spec') };
}

/** The object with an image for each container of its template, which the API server asks for and the rules leave open. */
function withImages(object: Fields): Fields {
  const template = asFields(at(object, 'spec', 'template'));
  if (template === undefined) return object;
  return { ...object, spec: { ...fieldsAt(object, 'spec'), template: withImagesOfPod(template) } };
}

/** An operator's own image is known to the operator alone. */
function withImagesOfPod(template: Fields): Fields {
  const spec = fieldsAt(template, 'spec');
  const named = (key: string) => {
    const containers = listAt(spec, key).map((container) => {
      const fields = asFields(container) ?? {};
      return fields['image'] === '' ? { ...fields, image: 'example.com/made:1.0.0' } : fields;
    });
    return containers.length === 0 ? {} : { [key]: containers };
  };
  return { ...template, spec: { ...spec, ...named('containers'), ...named('initContainers') } };
}
