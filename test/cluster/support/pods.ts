import { asFields, fieldsAt, textAt } from '../../../policies/kubernetes/fields.ts';
import { manifestsOf } from '../../../policies/manifest.ts';
import type { Fields } from '../../../policies/model.ts';
import { createWorld } from '../../../policies/world.ts';

/** The pods that controllers make of objects, each once, as the objects to create. */
export function podsOf(environment: string, objects: readonly Fields[]): readonly { readonly owner: string; readonly pod: Fields }[] {
  const manifests = objects.flatMap((object, document) =>
    manifestsOf(object, { file: '', document }).flatMap((item) => ('fields' in item ? [item] : [])),
  );
  const own = createWorld(environment, manifests).pods.filter(({ manifest }) => manifest.origin === undefined);
  return own.map(({ manifest, namespace, template, spec }) => ({
    owner: `${manifest.kind} ${namespace}/${manifest.name}`,
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        generateName: 'test-',
        namespace,
        labels: fieldsAt(template, 'metadata', 'labels'),
      },
      spec: withClaims(spec, asFields(manifest.fields) ?? {}),
    },
  }));
}

/** A StatefulSet gives its pods the claims that its templates name. */
function withClaims(spec: Fields, owner: Fields): Fields {
  const templates = (fieldsAt(owner, 'spec')['volumeClaimTemplates'] ?? []) as readonly unknown[];
  const claims = templates.map((template) => {
    const name = textAt(template, 'metadata', 'name') ?? '';
    return { name, persistentVolumeClaim: { claimName: `${name}-test-0` } };
  });
  return claims.length === 0 ? spec : { ...spec, volumes: [...((spec['volumes'] ?? []) as readonly unknown[]), ...claims] };
}
