import { at, presentAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { asWritten } from '../../wording.ts';

const mebibyte = 2 ** 20;

/** Share of its limit that Strimzi gives the heap of its operators (`docker-images/operator/scripts/launch_java.sh`, 1.2.0). */
const operatorShares = { minimum: 0.15, maximum: 0.2 };
/** Java takes the smaller share while it is below what it gives the heap of a machine of which it knows nothing (OpenJDK, 64 bits). */
const defaultHeap = 124.8 * mebibyte;
/** Below it the topic and user operators end with `OutOfMemoryError` while they start: with 20 MB they do, with 78 MB they run. */
const leastOperatorHeap = 64 * mebibyte;
/** Below it a node of Kafka 4 ends with `OutOfMemoryError` while it loads its logs. */
const leastHeap = 96 * mebibyte;
/** What a Kafka node needs beside its heap: classes, code, threads, buffers of the network. */
const beside = 160 * mebibyte;

const kafka = (limit: string) => `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-infra }
spec:
  kafka: { listeners: [{ name: clients, port: 9092, type: internal, tls: true }] }
  entityOperator:
    topicOperator: { resources: { limits: { memory: ${limit} } } }
    userOperator: { resources: { limits: { memory: 512Mi } } }
`;

const pool = (limit: string, options = 'jvmOptions: { "-Xmx": 256m }') => `
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: controller, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec:
  replicas: 1
  roles: [controller]
  resources: { limits: { memory: ${limit} } }
  ${options}
`;

export default defineRule({
  id: 'require-jvm-memory',
  severity: 'error',
  manual: '3.3',
  summary: 'Give what runs on Java the memory that it costs at rest, in every environment.',
  rationale:
    'What a program costs at rest does not shrink with the size of an environment. A quarter of the memory leaves the operators of ' +
    'Kafka a heap of 20 MB: they are killed while they start, no user and no topic is made, and nothing after it is deployed.',
  remediation: 'Raise the limit of memory in generators/platform/data/kafka.ts: what does not follow load is not scaled by `sizing`.',
  scope: 'object',
  kinds: ['Kafka', 'KafkaNodePool'],

  check(manifest) {
    return manifest.kind === 'Kafka' ? operatorProblems(manifest) : nodeProblems(manifest);
  },

  examples: {
    pass: [
      { name: 'operators of half a gibibyte', manifests: kafka('512Mi') },
      { name: 'a heap, and room beside it', manifests: pool('512Mi') },
      { name: 'no heap is said: the image takes a share of the limit', manifests: pool('512Mi', 'jvmOptions: {}') },
    ],
    fail: [
      {
        name: 'a quarter of the operators',
        from: 'operators of half a gibibyte',
        change: { 'spec.entityOperator.topicOperator.resources.limits.memory': '128Mi' },
        problems: [
          {
            on: 'Kafka/kafka',
            message: 'The topicOperator of Kafka "kafka" has a limit of 128Mi, of which its heap gets 19 MiB; it needs 64 MiB to start.',
            path: 'spec.entityOperator.topicOperator.resources.limits.memory',
          },
        ],
      },
      {
        name: 'a heap in which nothing starts',
        from: 'a heap, and room beside it',
        change: { 'spec.jvmOptions["-Xmx"]': '32m' },
        problems: [
          {
            on: 'KafkaNodePool/controller',
            message: 'KafkaNodePool "controller" has a heap of 32m; a node needs 96 MiB to start.',
            path: 'spec.jvmOptions["-Xmx"]',
          },
        ],
      },
      {
        name: 'a heap that leaves nothing for the rest',
        from: 'a heap, and room beside it',
        change: { 'spec.resources.limits.memory': '384Mi' },
        problems: [
          {
            on: 'KafkaNodePool/controller',
            message:
              'KafkaNodePool "controller" has a limit of 384Mi and a heap of 256m, which leaves 128 MiB beside it; it needs 160 MiB.',
            path: 'spec.resources.limits.memory',
          },
        ],
      },
    ],
  },
});

function operatorProblems(manifest: Manifest): readonly Problem[] {
  return (['topicOperator', 'userOperator'] as const).flatMap((operator) => {
    const limits = at(manifest.fields, 'spec', 'entityOperator', operator, 'resources', 'limits');
    const limit = quantity(presentAt(limits, 'memory'));
    if (limit === undefined) return [];
    const heap = operatorHeap(limit);
    if (heap >= leastOperatorHeap) return [];
    const message =
      `The ${operator} of ${titleOf(manifest)} has a limit of ${asWritten(presentAt(limits, 'memory'))}, of which its heap gets ` +
      `${Math.floor(heap / mebibyte)} MiB; it needs ${leastOperatorHeap / mebibyte} MiB to start.`;
    return [{ message, path: `spec.entityOperator.${operator}.resources.limits.memory` }];
  });
}

/** As Java reckons it (`Arguments::set_heap_size`). */
function operatorHeap(limit: number): number {
  const small = limit * operatorShares.minimum;
  return small < defaultHeap ? small : Math.max(limit * operatorShares.maximum, defaultHeap);
}

function nodeProblems(manifest: Manifest): readonly Problem[] {
  const text = presentAt(manifest.fields, 'spec', 'resources', 'limits', 'memory');
  const limit = quantity(text);
  const heapText = textAt(manifest.fields, 'spec', 'jvmOptions', '-Xmx') ?? '';
  const heap = heapBytes(heapText);
  if (heap !== undefined && heap < leastHeap) {
    const message = `${titleOf(manifest)} has a heap of ${heapText}; a node needs ${leastHeap / mebibyte} MiB to start.`;
    return [{ message, path: 'spec.jvmOptions["-Xmx"]' }];
  }
  if (limit === undefined || heap === undefined || limit - heap >= beside) return [];
  const left = Math.floor((limit - heap) / mebibyte);
  const message =
    `${titleOf(manifest)} has a limit of ${asWritten(text)} and a heap of ${heapText}, which leaves ${left} MiB beside it; ` +
    `it needs ${beside / mebibyte} MiB.`;
  return [{ message, path: 'spec.resources.limits.memory' }];
}

const units: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Bytes of a size as Java writes it: `256m`. */
function heapBytes(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (units[unit.toLowerCase()] ?? 1);
}
