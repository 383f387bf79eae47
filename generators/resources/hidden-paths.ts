import type { Instance } from '../model/instance.ts';

/** Where every process shows its metrics (manual 2.4). */
const metrics = '/metrics';
/** The pages of health of the manual (5.1), which are hidden together. */
const health = '/health';

/**
 * What a process shows to the cluster alone: its probes and its metrics. Whoever is probed at `/` answers there to everybody.
 * @param worker absent: the main process
 */
export function hiddenPaths({ processes }: Pick<Instance, 'processes'>, worker: string | undefined): readonly string[] {
  const { liveness, readiness, startup } = processes.find((process) => process.worker === worker)?.settings.probes ?? {};
  const probed = [liveness, readiness, startup]
    .flatMap((probe) => probe?.path ?? [])
    .map((path) => path.replace(/\?.*$/, '').replace(/(?<=.)\/+$/, ''));
  const shown = probed.map((path) => (path === health || path.startsWith(`${health}/`) ? health : path));
  return [...new Set([...shown.filter((path) => path !== '/').sort(), metrics])];
}
