import { describe, expect, it } from 'vitest';
import { type ArgoSize, argoLoadOf, argoSizeOf } from '../../generators/model/environment/argo-size.ts';
import fc from '../support/random.ts';

const small = { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2000m', memory: '4Gi' } };
const large = { requests: { cpu: '1000m', memory: '4Gi' }, limits: { cpu: '4000m', memory: '8Gi' } };
const load = (services: number, clusters: number) =>
  argoLoadOf({
    services: Array.from({ length: services }),
    environments: Array.from({ length: clusters }, () => ({ value: { clusters: [{}] } })),
  });
const sizeOf = (services: number, clusters: number) => argoSizeOf(load(services, clusters));

describe('Argo CD', () => {
  it.each<{ readonly services: number; readonly applications: number; readonly size: ArgoSize }>([
    { services: 3, applications: 152, size: { shards: 1, controller: small, repoServers: 2, redisMemory: '512Mi' } },
    {
      services: 100,
      applications: 928,
      size: {
        shards: 1,
        processors: { status: 50, operation: 25, kubectl: 50 },
        controller: small,
        repoServers: 2,
        builds: 16,
        redisMemory: '512Mi',
      },
    },
    {
      services: 300,
      applications: 2528,
      size: {
        shards: 2,
        processors: { status: 70, operation: 35, kubectl: 70 },
        controller: large,
        repoServers: 2,
        builds: 16,
        scratch: '1Gi',
        redisMemory: '512Mi',
      },
    },
    {
      services: 1000,
      applications: 8128,
      size: {
        shards: 4,
        processors: { status: 100, operation: 50, kubectl: 100 },
        controller: large,
        repoServers: 5,
        builds: 16,
        scratch: '2Gi',
        redisMemory: '2Gi',
      },
    },
  ])('for $services services in four clusters is that of $applications Applications', ({ services, applications, size }) => {
    expect(load(services, 4).applications).toBe(applications);
    expect(sizeOf(services, 4)).toEqual(size);
  });

  it('has no more controllers than clusters, and never less of anything for more services', () => {
    const amounts = ({ shards, processors, repoServers, scratch, redisMemory }: ArgoSize) => [
      shards,
      shards * (processors?.status ?? 20),
      repoServers,
      ['', '512Mi', '1Gi', '2Gi', '4Gi', '8Gi', '16Gi'].indexOf(scratch ?? ''),
      ['512Mi', '1Gi', '2Gi'].indexOf(redisMemory),
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 8 }),
        (services, more, clusters) => {
          const [fewer, other] = [sizeOf(services, clusters), sizeOf(services + more, clusters)];
          expect(other.shards).toBeLessThanOrEqual(clusters);
          for (const [index, amount] of amounts(other).entries()) expect(amount).toBeGreaterThanOrEqual(amounts(fewer)[index] ?? 0);
        },
      ),
    );
  });
});
