import { setTimeout as pause } from 'node:timers/promises';
import { at, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Client } from '../../../scripts/cluster/client.ts';

const chosen = 'volume.kubernetes.io/selected-node';

/**
 * Plays the provisioner of disks that k3d and kind bring (rancher.io/local-path): the default class waits for the first pod, and a claim
 * whose node the scheduler has chosen gets a disk there, which the controller of disks binds.
 */
export async function startDisks(client: Client): Promise<{ stop(): Promise<void> }> {
  const made = new Set<string>();
  let stopped = false;
  await client.ask('POST', '/apis/storage.k8s.io/v1/storageclasses', {
    body: {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'local-path', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'rancher.io/local-path',
      volumeBindingMode: 'WaitForFirstConsumer',
      reclaimPolicy: 'Delete',
    },
  });
  const loop = (async () => {
    while (!stopped) {
      const { body } = await client.ask('GET', '/api/v1/persistentvolumeclaims');
      for (const claim of listAt(body, 'items')) {
        const node = textAt(claim, 'metadata', 'annotations', chosen);
        const uid = textAt(claim, 'metadata', 'uid') ?? '';
        if (node === undefined || made.has(uid)) continue;
        made.add(uid);
        await client.ask('POST', '/api/v1/persistentvolumes', { body: diskFor(claim, uid, node) });
      }
      await pause(200);
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
    },
  };
}

function diskFor(claim: unknown, uid: string, node: string): object {
  const [name, namespace] = [textAt(claim, 'metadata', 'name'), textAt(claim, 'metadata', 'namespace')];
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${uid}`, annotations: { 'pv.kubernetes.io/provisioned-by': 'rancher.io/local-path' } },
    spec: {
      capacity: { storage: at(claim, 'spec', 'resources', 'requests', 'storage') },
      accessModes: at(claim, 'spec', 'accessModes'),
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid },
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: 'local-path',
      hostPath: { path: `/var/lib/rancher/k3s/storage/pvc-${uid}`, type: 'DirectoryOrCreate' },
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] },
      },
    },
  };
}
