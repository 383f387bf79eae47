import { storeKinds } from '../../kubernetes/data/stores-elsewhere.ts';
import { listAt } from '../../kubernetes/fields.ts';
import { imageOf, parseImage } from '../../kubernetes/images.ts';
import { placeRole } from '../../kubernetes/namespaces.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { erp.example.com/role: stateless } }
---
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { erp.example.com/role: stateless } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: quote-service, namespace: erp-prod }
spec: { replicas: 3, template: { spec: { containers: [{ name: quote-service }] } } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: prometheus, namespace: erp-infra }
spec: { template: { spec: { containers: [{ name: prometheus }] } }, volumeClaimTemplates: [{ metadata: { name: data } }] }
`;
const store = (kind: string) => `apiVersion: example.com/v1\nkind: ${kind}\nmetadata: { name: store, namespace: erp-infra }\nspec: {}`;
const made = (name: string, kind: string) => ({
  name,
  from: 'services without data',
  change: { [`${kind}/store`]: store(kind) },
  problems: [{ on: `${kind}/store`, message: `${kind} "store" keeps data in a place that has none.`, path: '' }],
});

export default defineRule({
  id: 'forbid-stateless-store',
  severity: 'error',
  manual: '1.1, 3',
  summary: 'Keep no data in a place whose role is stateless: neither a store nor a disk of a service.',
  rationale:
    'Nothing of such a place is saved and nothing takes it over. A database there is one that nobody follows, and what is written to it is lost with the place.',
  remediation:
    'Give the cluster another role in the file of the environment, or leave what needs the data out of this place (docs/places.md); then npm run generate.',
  scope: 'object',
  foreign: true,
  kinds: [...Object.keys(storeKinds), 'StatefulSet', 'PersistentVolumeClaim'],

  check(manifest, world) {
    if (placeRole(world, manifest.namespace) !== 'stateless' || !keepsData(manifest, world)) return [];
    return [{ message: `${titleOf(manifest)} keeps data in a place that has none.`, path: '' }];
  },

  examples: {
    pass: [
      { name: 'services without data', manifests: example },
      { name: 'a place that serves', manifests: `${example.replaceAll('role: stateless', 'kind: home')}---\n${store('Kafka')}\n` },
    ],
    fail: [
      made('a database', 'postgresql'),
      made('topics', 'KafkaTopic'),
      {
        name: 'a disk of a service',
        from: 'services without data',
        change: {
          'PersistentVolumeClaim/quotes':
            'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: quotes, namespace: erp-prod }\nspec: {}',
        },
        problems: [
          { on: 'PersistentVolumeClaim/quotes', message: 'PersistentVolumeClaim "quotes" keeps data in a place that has none.', path: '' },
        ],
      },
      {
        name: 'Redis',
        from: 'services without data',
        change: { 'StatefulSet/prometheus > spec.template.spec.containers[0].image': 'public.ecr.aws/docker/library/redis:8.2.1-alpine' },
        problems: [{ on: 'StatefulSet/prometheus', message: 'StatefulSet "prometheus" keeps data in a place that has none.', path: '' }],
      },
    ],
  },
});

/** Stores by their kinds, Redis by its program, and disks beside the services. What looks at a place has disks of its own, among the stores. */
function keepsData(manifest: Manifest, world: World): boolean {
  if (Object.hasOwn(storeKinds, manifest.kind)) return true;
  if (!world.company.dataNamespaces.includes(manifest.namespace)) {
    return manifest.kind === 'PersistentVolumeClaim' || listAt(manifest.fields, 'spec', 'volumeClaimTemplates').length > 0;
  }
  return (world.podOf(manifest)?.containers ?? []).some((container) =>
    /(?:^|\/)(?:redis|valkey)$/.test(parseImage(imageOf(container) ?? '').repository),
  );
}
