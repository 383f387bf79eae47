import type { ServiceDefinition } from '../../../generators/model/service/service.ts';

/** The common shapes of a service. */
export const shapes = ['web', 'suite', 'internal', 'worker', 'batch', 'stateful'] as const;

export type Shape = (typeof shapes)[number];

/** Whether a text names a shape. */
export function isShape(text: string): text is Shape {
  return (shapes as readonly string[]).includes(text);
}

/**
 * What a service of a shape says beside its name and title.
 * @param stem the name without `-service`
 */
export function shapeOf(shape: Shape, stem: string): Omit<ServiceDefinition, 'name' | 'title'> {
  const role = stem.replaceAll('-', '_');
  const database = { name: `${role}_db`, user: `${role}_user` };
  const migrate = { at: 'before-rollout', args: ['migrate'], minutes: 15 } as const;
  switch (shape) {
    case 'web':
      return { route: `/${stem}`, database, uses: ['postgres', 'redis', 'tracing'], jobs: { migrate } };
    case 'suite':
      return {
        route: [
          { path: `/${stem}`, prefix: 'keep' },
          { path: `/${stem}/events`, prefix: 'keep', worker: 'events', streams: true },
        ],
        ports: { http: { number: 8000, protocol: 'http' } },
        database,
        uses: ['postgres', 'redis', 'tracing'],
        workers: {
          events: { args: ['events'], ports: { http: { number: 9000, protocol: 'http' } } },
          background: { args: ['worker'], settings: { scale: { on: [{ cpu: 70 }] } } },
          scheduler: { args: ['schedule'], settings: { scale: { single: 'Two would start each run twice.' } } },
        },
        jobs: { migrate },
      };
    case 'internal':
      return { ports: { grpc: { number: 50051, protocol: 'grpc' } }, uses: ['redis', 'tracing'], secrets: {} };
    case 'worker':
      return { ports: {}, main: ['worker'], uses: ['redis', 'tracing'], secrets: {}, settings: { scale: { on: [{ cpu: 70 }] } } };
    case 'batch':
      return {
        main: 'none',
        database,
        uses: ['postgres', 'tracing'],
        secrets: {},
        jobs: { migrate, nightly: { schedule: '30 1 * * *', timeZone: 'Asia/Shanghai', args: ['nightly'], minutes: 120, retries: 1 } },
      };
    case 'stateful':
      return {
        ports: { http: { number: 8000, protocol: 'http' } },
        uses: ['tracing'],
        secrets: {},
        volumes: { '/var/lib/data': { disk: '20Gi', saved: { none: 'Say here how its data is saved, or why its loss does no harm' } } },
        settings: { scale: { single: 'One writer on one directory.' } },
      };
  }
}
