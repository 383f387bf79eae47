import { topicObjects, topicUsesBy } from '../kubernetes/data/topics.ts';
import { at, textAt } from '../kubernetes/fields.ts';
import { titleOf } from '../kubernetes/objects.ts';
import { volumesOf } from '../kubernetes/pods/volumes.ts';
import { referencesOf } from '../kubernetes/references.ts';
import type { Manifest, Pod, World } from '../model.ts';
import { claimClasses, definitionOf, makersOf } from './makers.ts';
import { type Named, namedBy } from './references.ts';
import { type Way, waysOf } from './ways.ts';

/** Something without which an object does not come up, and what brings it. */
export interface Need {
  /** `Secret "x"`, `the way to the Kubernetes API`, for messages. */
  readonly what: string;
  /** The field that asks for it. */
  readonly path: string;
  /** Any one of these is enough. */
  readonly makers: readonly Manifest[];
}

/**
 * All that an object waits for before it is healthy, as far as this world brings it: its namespace, the definition of its kind,
 * what it names, and for pods the Secrets, ConfigMaps, claims, accounts and classes that they mention, the ways that policies
 * open for them, and the user and the topics of Kafka that they are configured with: a service is not ready before it may read them. What nobody
 * brings is not in the list: other rules tell that.
 */
export function needsOf(manifest: Manifest, world: World): readonly Need[] {
  const pod = world.podOf(manifest);
  const named = [...namedBy(manifest), ...claimClasses(manifest), ...(pod === undefined ? [] : namedByPod(pod))];
  return [
    ...namespaceOf(manifest, world),
    ...definitionNeed(manifest, world),
    ...named.flatMap((item): readonly Need[] => {
      // What is made of the object itself does not come before it.
      const makers = makersOf(item, world).filter((maker) => maker !== manifest && !isMadeOf(maker, manifest));
      return makers.length === 0 ? [] : [{ what: `${item.kind} "${item.name}"`, path: item.path, makers }];
    }),
    ...(pod === undefined ? [] : [...waysOf(pod, world).map(wayNeed), ...kafkaNeeds(pod, world)]),
  ];
}

function kafkaNeeds(pod: Pod, world: World): readonly Need[] {
  const uses = topicUsesBy(world).get(pod) ?? [];
  const brought = new Set(
    uses.flatMap(({ user, topic }) => [...(user === undefined ? [] : [user]), ...(topicObjects(world).get(topic) ?? [])]),
  );
  return [...brought].map((maker) => ({ what: titleOf(maker), path: '', makers: [maker] }));
}

function namespaceOf(manifest: Manifest, world: World): readonly Need[] {
  const namespace = manifest.namespace === '' ? undefined : world.find('Namespace', '', manifest.namespace);
  if (namespace === undefined) return [];
  return [{ what: `Namespace "${namespace.name}"`, path: 'metadata.namespace', makers: [namespace] }];
}

/** Argo CD looks for the kind before it applies anything of an Application; of one wave, it tries until the chart has brought it. */
function definitionNeed(manifest: Manifest, world: World): readonly Need[] {
  const definition = definitionOf(manifest, world);
  return definition === undefined ? [] : [{ what: `the definition of ${manifest.kind}`, path: 'kind', makers: [definition] }];
}

function namedByPod(pod: Pod): readonly Named[] {
  const { namespace } = pod;
  const account = textAt(pod.spec, 'serviceAccountName');
  const priority = textAt(pod.spec, 'priorityClassName');
  return [
    ...referencesOf(pod)
      .filter(({ optional, part }) => !optional && !part)
      .map(({ kind, name, path }) => ({ kind, namespace, name, path })),
    ...volumesOf(pod).flatMap(({ fields, path }) => {
      const name = textAt(at(fields, 'persistentVolumeClaim'), 'claimName');
      return name === undefined
        ? []
        : [{ kind: 'PersistentVolumeClaim', namespace, name, path: `${path}.persistentVolumeClaim.claimName` }];
    }),
    ...(account === undefined ? [] : [{ kind: 'ServiceAccount', namespace, name: account, path: `${pod.path}.serviceAccountName` }]),
    ...(priority === undefined ? [] : [{ kind: 'PriorityClass', namespace: '', name: priority, path: `${pod.path}.priorityClassName` }]),
  ];
}

function isMadeOf({ origin }: Manifest, manifest: Manifest): boolean {
  return origin?.by === 'operator' && origin.of === manifest;
}

function wayNeed({ direction, to, policies }: Way): Need {
  return { what: `the way ${direction === 'Egress' ? 'to' : 'in from'} ${to}`, path: '', makers: policies };
}
