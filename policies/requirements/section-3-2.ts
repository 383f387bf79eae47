import { expectChart } from './model/data-layer.ts';
import { expectObject, inEvery, infra, whereOperated } from './model/expectations.ts';
import { amount, anything, text } from './model/pattern.ts';
import type { Requirement } from './model/requirement.ts';

const application = 'Application redis-ha';

const requirements: readonly Requirement[] = [
  {
    id: 'R71',
    section: '3.2',
    requirement: 'redis-ha replicates, asks for a password and is of version 7.2.',
    where: `${application}: values; ExternalSecret redis-ha`,
    deviation: {
      defects: ['D62', 'D64', 'D65'],
      text: 'The chart of DandyDeveloper with the image of Redis itself. The password is in no values; memory has a limit of its own.',
    },
    check: (evidence) => [
      ...expectChart(evidence, 'redis-ha', 'redis-ha', () => ({
        auth: true,
        existingSecret: 'redis-ha',
        authKey: 'redis-password',
        image: { tag: text(/^7\.2\.\d+-/, 'a version 7.2') },
        redis: { config: { maxmemory: anything, 'maxmemory-policy': 'noeviction' } },
      })),
      ...inEvery(
        evidence,
        whereOperated('redis', (world) =>
          expectObject(
            world,
            { kind: 'ExternalSecret', namespace: infra, name: 'redis-ha' },
            { spec: { target: { name: 'redis-ha', template: { data: { 'redis-password': '{{ .password }}' } } } } },
          ),
        ),
      ),
    ],
  },
  {
    id: 'R72',
    section: '3.2',
    requirement: 'There are 1 master and 2 replicas, each with 10Gi of class gp3, 250m/512Mi to 1000m/2Gi.',
    where: `${application}: replicas, persistentVolume, redis.resources; 1 pod of a quarter of the size in dev and test`,
    deviation: { defects: ['D62', 'D63'], text: 'Three equal pods, of which Sentinel makes one the master.' },
    check: (evidence) =>
      expectChart(evidence, 'redis-ha', 'redis-ha', (isFull) => ({
        replicas: isFull ? 3 : 1,
        hardAntiAffinity: true,
        persistentVolume: { enabled: true, storageClass: 'gp3', size: amount(isFull ? '10Gi' : '1Gi') },
        ...(isFull && {
          redis: {
            resources: {
              requests: { cpu: amount('250m'), memory: amount('512Mi') },
              limits: { cpu: amount('1000m'), memory: amount('2Gi') },
            },
          },
        }),
      })),
  },
  {
    id: 'R73',
    section: '3.2',
    requirement: 'Sentinel has quorum 2, 5000 ms until down and 10000 ms for a failover; the exporter is on port 9121.',
    where: `${application}: sentinel, exporter, haproxy; NetworkPolicies redis-ha-nodes and prometheus`,
    deviation: { defects: ['D23'], text: 'A proxy follows the master, so that the address of the clients stays.' },
    check: (evidence) =>
      expectChart(evidence, 'redis-ha', 'redis-ha', (isFull) => ({
        sentinel: { quorum: isFull ? 2 : 1, config: { 'down-after-milliseconds': 5000, 'failover-timeout': 10000 } },
        exporter: { enabled: true, port: 9121 },
        haproxy: { enabled: true, replicas: isFull ? 3 : 1 },
      })),
  },
];

export default requirements;
