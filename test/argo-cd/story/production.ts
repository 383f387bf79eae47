import { expect } from 'vitest';
import { textAt } from '../../../policies/kubernetes/fields.ts';
import { digestOf } from '../../support/ops.ts';
import { confirmPrune, isUpNow } from '../support/applications.ts';
import { commit, edit, instant, isComplete, type Platform } from '../support/platform.ts';
import { outOfOrder } from '../support/timeline.ts';
import { command, freeze, hold, isFrozen, isThawed, isWaiting, release, runs, thaw } from './commands.ts';

/** A freeze and a thaw while the root waits: Vault does not answer yet. */
export async function freezeAndThaw(platform: Platform): Promise<void> {
  await platform.until('the root of production waits', 300, (states) => isWaiting(states.get('root-production')));
  await freeze(platform, 'one');
  await platform.until(
    'the freeze is in the cluster',
    90,
    async (states) => isWaiting(states.get('root-production')) && (await isFrozen(platform)),
  );
  await thaw(platform, 'INC-1');
  await platform.until('the freeze is gone', 90, async (states) => isWaiting(states.get('root-production')) && (await isThawed(platform)));
}

/** Vault answers at last, is gone again before anything else has its Secrets, for longer than a few retries last, and comes back. */
export async function outlast(platform: Platform): Promise<void> {
  const { production } = platform.worlds;
  production.vault = true;
  await platform.until('the monitoring of production is up', 600, (states) =>
    ['monitoring-production', 'kube-prometheus-stack-production'].every((name) => isUpNow(states.get(name))),
  );
  production.vault = false;
  await platform.until('the root of production has tried more than five times again', 1500, (states) => {
    const root = states.get('root-production');
    if (root?.phase === 'Failed') throw new Error(`The root gave up after ${root.retries} retries: ${root.message}`);
    return root !== undefined && isWaiting(root) && root.retries > 5;
  });
  expect((await platform.states()).has('data-layer-production')).toBe(false);
  production.vault = true;
  await platform.until('all Applications of production are Synced and Healthy', 900, (states) =>
    isComplete(platform, states, 'production'),
  );
  expect(outOfOrder(platform.timeline, 'production').join('\n')).toBe('');
}

/** A promotion from staging, and back. */
export async function promote(platform: Platform): Promise<void> {
  const { production } = platform.clusters;
  release(platform, 'staging', 'sales-service', '1.1.0', digestOf('1'));
  await command(platform, 'production', ['promote', 'sales-service', '--from', 'staging', '--to', 'production']);
  await platform.until('the promoted version runs', 180, () => runs(production, 'erp-prod', 'sales-service', digestOf('1')));
  await command(platform, 'production', ['rollback', 'sales-service', '--env', 'production', '--reason', '5xx']);
  await platform.until('the version before runs', 180, () => runs(production, 'erp-prod', 'sales-service', digestOf('0')));
}

/** A service leaves; meanwhile a freeze and a thaw. */
export async function remove(platform: Platform): Promise<void> {
  const { production } = platform.clusters;
  const deployment = '/apis/apps/v1/namespaces/erp-prod/deployments/material-service';
  const asks = (message: string | undefined) => message?.toLowerCase().includes('pruning confirmation') === true;
  // What the last freeze and thaw left would be a gap in the next freeze.
  const left = ['generators/catalog/freezes/production.yaml', 'generators/catalog/thaws/production'];
  platform.repository.git('rm', '--quiet', '-r', '--ignore-unmatch', ...left);
  platform.repository.git('rm', '--quiet', 'generators/catalog/releases/production/material-service.yaml');
  // Whom others call does not leave.
  edit(platform.repository, 'generators/catalog/services/sales-service.ts', /, 'material-service'\]/, ']');
  commit(platform.repository, 'material-service leaves production');
  await platform.push('production');
  await platform.until('the root asks for a confirmation', 120, (states) => asks(states.get('root-production')?.message));
  expect((await production.ask('GET', deployment)).status).toBe(200);

  await freeze(platform, 'two');
  await platform.until('production is frozen', 90, () => isFrozen(platform));
  release(platform, 'staging', 'financial-service', '1.2.0', digestOf('3'));
  const promotion = ['promote', 'financial-service', '--from', 'staging', '--to', 'production'];
  expect((await platform.repository.process(instant(Date.now()), promotion)).code).toBe(3);
  // Merged in spite of the gate: the window refuses it, too.
  release(platform, 'production', 'sales-service', '1.2.0', digestOf('2'));
  await platform.push('production');
  await platform.until('the new version is seen', 120, (states) => states.get('sales-service-production')?.sync === 'OutOfSync');
  await hold(
    platform,
    'a frozen version does not run',
    30,
    async () => !(await runs(production, 'erp-prod', 'sales-service', digestOf('2'))),
  );
  await thaw(platform, 'INC-2');
  await platform.until('the new version runs', 180, () => runs(production, 'erp-prod', 'sales-service', digestOf('2')));
  await command(platform, 'production', promotion);
  await platform.until('the promoted version runs', 180, () => runs(production, 'erp-prod', 'financial-service', digestOf('3')));

  const root = (await platform.states()).get('root-production');
  expect([isWaiting(root), asks(root?.message)]).toEqual([true, true]);
  await confirmPrune(platform.home, 'root-production', new Date());
  const leaving = ['material-service-production', 'material-service-data-production'];
  // A confirmation counts from when the deletion began.
  for (const name of leaving) {
    await platform.until(`${name} is being deleted`, 120, (states) => {
      const state = states.get(name);
      return state === undefined || textAt(state.object, 'metadata', 'deletionTimestamp') !== undefined;
    });
    await confirmPrune(platform.home, name, new Date());
  }
  await platform.until('the service is gone, and its Applications', 240, async (states) => {
    return !leaving.some((name) => states.has(name)) && (await production.ask('GET', deployment)).status === 404;
  });
  await platform.until('the root of production is done', 120, (states) => isUpNow(states.get('root-production')));
}
