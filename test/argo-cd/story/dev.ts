import { expect } from 'vitest';
import { textAt } from '../../../policies/kubernetes/fields.ts';
import { digestOf } from '../../support/ops.ts';
import { isUpNow } from '../support/applications.ts';
import { isComplete, type Platform } from '../support/platform.ts';
import { outOfOrder } from '../support/timeline.ts';
import { command, runs } from './commands.ts';

/** The first sync of dev. */
export async function comeUp(platform: Platform): Promise<void> {
  await platform.until('all Applications of dev are Synced and Healthy', 600, (states) => isComplete(platform, states, 'dev'));
  await platform.until('the root of dev is done', 60, (states) => isUpNow(states.get('root-dev')));
  expect(outOfOrder(platform.timeline, 'dev').join('\n')).toBe('');
}

/** A change and a deletion by hand. */
export async function drift(platform: Platform): Promise<void> {
  const { dev } = platform.clusters;
  const deployment = '/apis/apps/v1/namespaces/erp-dev/deployments/sales-service';
  const service = '/api/v1/namespaces/erp-dev/services/sales-service';
  const imageOf = (body: unknown) => textAt(body, 'spec', 'template', 'spec', 'containers', 0, 'image');
  const [before, old] = [imageOf((await dev.ask('GET', deployment)).body), textAt((await dev.ask('GET', service)).body, 'metadata', 'uid')];
  expect([before, old]).not.toContain(undefined);
  const changed = await dev.ask('PATCH', deployment, {
    body: [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'registry.example.com/erp/sales-service:by-hand' }],
    type: 'application/json-patch+json',
  });
  expect([changed.status, imageOf(changed.body)]).toEqual([200, 'registry.example.com/erp/sales-service:by-hand']);
  expect((await dev.ask('DELETE', service)).status).toBe(200);
  await platform.until('image and Service are back', 120, async () => {
    const [now, there] = [await dev.ask('GET', deployment), await dev.ask('GET', service)];
    return imageOf(now.body) === before && there.status === 200 && textAt(there.body, 'metadata', 'uid') !== old;
  });
}

/** A delivery by the command that a pipeline runs. */
export async function deliver(platform: Platform): Promise<void> {
  await command(platform, 'dev', ['deliver', 'sales-service', '--env', 'dev', '--version', '1.1.0', '--digest', digestOf('1')]);
  await platform.until('sales-service 1.1.0 runs in dev', 180, () =>
    runs(platform.clusters.dev, 'erp-dev', 'sales-service', digestOf('1')),
  );
}

/** Back to the release before. */
export async function rollBack(platform: Platform): Promise<void> {
  await command(platform, 'dev', ['rollback', 'sales-service', '--env', 'dev', '--reason', '5xx']);
  await platform.until('sales-service 1.0.0 runs in dev', 180, () =>
    runs(platform.clusters.dev, 'erp-dev', 'sales-service', digestOf('0')),
  );
}
