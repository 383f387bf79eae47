import { declaredName } from '../model/environment/place.ts';
import type { Instance } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import { isIn, ownObjectAnnotation } from '../model/service/way-out.ts';
import { serviceLabels } from '../resources/labels.ts';
import { owned } from '../resources/owner.ts';

/** The objects that a service file gives as they are, in the namespace of the service and with its labels where they have none. */
export function ownObjects({ service, environment }: Instance): readonly KubernetesObject[] {
  return (service.objects ?? [])
    .filter((own) => isIn(own, declaredName(environment)))
    .map(({ because, object: { metadata, ...object } }) =>
      owned(
        {
          ...object,
          metadata: {
            name: metadata.name,
            namespace: environment.namespaces.app,
            labels: { ...serviceLabels(service.name), ...metadata.labels },
            annotations: { ...metadata.annotations, [ownObjectAnnotation]: because },
          },
        },
        service,
      ),
    );
}
