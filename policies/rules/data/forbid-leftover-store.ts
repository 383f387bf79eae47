import { isElsewhere, storeKinds, toldStores } from '../../kubernetes/data/stores-elsewhere.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const namespace = (annotation: string, value: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, annotations: { erp.example.com/${annotation}: '${value}' } }
`;
const told = '[{"servers":["erp.db.example.com:5432"],"cidrs":["10.0.5.0/24"],"tls":true,"connections":900}]';
const kafka = `---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-infra }
`;
const path = 'metadata.annotations["erp.example.com/postgres-elsewhere"]';

export default defineRule({
  id: 'forbid-leftover-store',
  severity: 'error',
  manual: '3',
  summary: 'Make nothing of a store that somebody else runs.',
  rationale:
    'A database that stays behind takes disks, alerts and passwords, and sooner or later somebody writes into the wrong one. What a namespace ' +
    'tells of a store must be readable, or nobody can see who is meant.',
  remediation: 'Say in the file of the environment whether the store is operated or external, and run "npm run generate" (docs/stores.md).',
  scope: 'object',
  kinds: [...Object.keys(storeKinds), 'Namespace'],

  check(manifest, world) {
    if (manifest.kind === 'Namespace') {
      return toldStores(world)
        .filter(({ toldBy, servers }) => toldBy === manifest && servers === undefined)
        .map((store) => ({
          message: `${titleOf(manifest)} tells of ${store.store} what is no list of servers with addresses.`,
          path: store.path,
        }));
    }
    const store = storeKinds[manifest.kind];
    if (store === undefined || !isElsewhere(world, store)) return [];
    return [{ message: `${titleOf(manifest)} is made here, though somebody else runs ${store}.`, path: '' }];
  },

  examples: {
    pass: [
      { name: 'PostgreSQL elsewhere, and Kafka here', manifests: namespace('postgres-elsewhere', told) + kafka },
      { name: 'a key of somebody else', manifests: namespace('x', '1').replace('erp.example.com/x', 'k8s.io/kafka-elsewhere') + kafka },
    ],
    fail: [
      {
        name: 'Kafka that was left behind',
        from: 'PostgreSQL elsewhere, and Kafka here',
        change: { 'Namespace/erp-infra > metadata.annotations': { 'erp.example.com/kafka-elsewhere': told } },
        problems: [{ on: 'Kafka/kafka', message: 'Kafka "kafka" is made here, though somebody else runs kafka.', path: '' }],
      },
      {
        name: 'nobody knows where',
        from: 'PostgreSQL elsewhere, and Kafka here',
        change: { [`Namespace/erp-infra > ${path}`]: '[{"servers":["erp.db.example.com"],"cidrs":["10.0.5.0/24"],"tls":true}]' },
        problems: [
          {
            on: 'Namespace/erp-infra',
            message: 'Namespace "erp-infra" tells of postgres what is no list of servers with addresses.',
            path,
          },
        ],
      },
    ],
  },
});
