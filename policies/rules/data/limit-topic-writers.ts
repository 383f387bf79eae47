import { ownKey, ownValue } from '../../company/own-keys.ts';
import { may, usersNaming } from '../../kubernetes/data/topic-rights.ts';
import { topicName } from '../../kubernetes/data/topics.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

/** Names the users that may write a topic, with commas between, where it is more than one. */
const annotation = ownKey('writers');

const user = (name: string, topic: string, operations: string) => `
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: ${name}, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec:
  authorization:
    type: simple
    acls:
      - { resource: { type: topic, name: ${topic}, patternType: literal }, operations: [${operations}] }
`;

const example = (annotations: string, second: string) => `
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: sales.order.confirmed
  namespace: erp-infra
  labels: { strimzi.io/cluster: kafka }
  annotations: { ${annotations} }
spec: { partitions: 6, replicas: 3 }
${user('sales-service', 'sales.order.confirmed', 'Describe, Read, Write')}${user('posting-worker', 'sales.order.confirmed', second)}`;

const on = 'KafkaTopic/sales.order.confirmed';
const path = `metadata.annotations["${annotation}"]`;
const operations = 'KafkaUser/posting-worker > spec.authorization.acls[0].operations';

export default defineRule({
  id: 'limit-topic-writers',
  severity: 'error',
  manual: '2.2, 3.3 (D68)',
  summary: 'Let one user write a topic that others read, or those that the topic names.',
  rationale: 'Who only reads a topic and may write it can forge the events of another service, and nobody sees from whom they are.',
  remediation:
    'Give the users that read the topic Describe and Read (consumes in the file of the service), or name all that write it in the ' +
    `annotation ${annotation} (produces).`,
  scope: 'object',
  kinds: ['KafkaTopic'],

  check(manifest, world) {
    const topic = topicName(manifest);
    const users = usersNaming(manifest, topic, world);
    const writers = users
      .filter((candidate) => may(candidate, 'Write', topic))
      .map(({ name }) => name)
      .sort();
    const declared = ownValue(manifest.annotations, 'writers');
    if (declared === undefined) {
      const readers = users.filter((candidate) => may(candidate, 'Read', topic));
      if (writers.length === 0 && readers.length > 0) {
        const names = readers.map(({ name }) => name).sort();
        return [{ message: `${titleOf(manifest)} is read by ${names.join(', ')}, and nobody may write it.`, path: '' }];
      }
      return writers.length < 2
        ? []
        : [{ message: `${titleOf(manifest)} may be written by ${writers.join(', ')}, and names none of them.`, path }];
    }
    const named = declared
      .split(',')
      .map((name) => name.trim())
      .sort();
    if (named.join() === writers.join()) return [];
    const real = writers.length === 0 ? 'nobody' : writers.join(', ');
    return [{ message: `${titleOf(manifest)} may be written by ${real}, but names ${named.join(', ')}.`, path }];
  },

  examples: {
    pass: [
      { name: 'one writes and one reads', manifests: example('', 'Describe, Read') },
      {
        name: 'two write, and the topic names both',
        manifests: example(`${annotation}: "posting-worker,sales-service"`, 'Describe, Write'),
      },
    ],
    fail: [
      {
        name: 'who reads may write',
        from: 'one writes and one reads',
        change: { [operations]: ['Describe', 'Read', 'Write'] },
        problems: [
          {
            on,
            message: 'KafkaTopic "sales.order.confirmed" may be written by posting-worker, sales-service, and names none of them.',
            path,
          },
        ],
      },
      {
        name: 'nobody may write what others read',
        from: 'one writes and one reads',
        change: { 'KafkaUser/sales-service > spec.authorization.acls[0].operations': ['Describe', 'Read'] },
        problems: [
          {
            on,
            message: 'KafkaTopic "sales.order.confirmed" is read by posting-worker, sales-service, and nobody may write it.',
            path: '',
          },
        ],
      },
      {
        name: 'who reads may do everything, by the beginning of the name',
        from: 'one writes and one reads',
        change: {
          'KafkaUser/posting-worker > spec.authorization.acls[0]': {
            resource: { type: 'topic', name: 'sales.', patternType: 'prefix' },
            operations: ['All'],
          },
        },
        problems: [
          {
            on,
            message: 'KafkaTopic "sales.order.confirmed" may be written by posting-worker, sales-service, and names none of them.',
            path,
          },
        ],
      },
      {
        name: 'one that is named may no longer write',
        from: 'two write, and the topic names both',
        change: { [operations]: ['Describe', 'Read'] },
        problems: [
          {
            on,
            message: 'KafkaTopic "sales.order.confirmed" may be written by sales-service, but names posting-worker, sales-service.',
            path,
          },
        ],
      },
    ],
  },
});
