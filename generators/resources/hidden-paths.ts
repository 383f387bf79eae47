import type { Instance, Process } from '../model/instance.ts';
import type { NamedPort } from '../model/service/ports.ts';
import type { ResolvedRoute } from '../model/service/routes.ts';
import { probedPort } from './probes.ts';

/** Where every process shows its metrics (manual 2.4). */
const metrics = '/metrics';
/** The pages of health of the manual (5.1), which are hidden together. */
const health = '/health';

/**
 * What a process shows to the cluster alone, by paths below that of a route: the pages at which it is probed, and its metrics. Whoever is
 * probed at the path of the route itself answers there to everybody. A route that keeps its path leads to pages below it, which probes name
 * in full.
 */
export function hiddenPaths({ processes }: Pick<Instance, 'processes'>, { worker, path, strip }: ResolvedRoute): readonly string[] {
  const process = processes.find((own) => own.worker === worker);
  const probed = process === undefined ? [] : probedPages(process);
  const kept = strip || path === '/' ? [] : probed.flatMap((page) => (page.startsWith(`${path}/`) ? page.slice(path.length) : []));
  const shown = [...probed, ...kept].map((page) => (page === health || page.startsWith(`${health}/`) ? health : page));
  return [...new Set([...shown.filter((page) => page !== '/').sort(), metrics])];
}

/** The paths at which containers of a process are asked by HTTP, without queries; none where each of them is asked otherwise. */
function probedPages({ ports, settings }: Process): readonly string[] {
  const containers = new Map<string | undefined, readonly NamedPort[]>([[undefined, []], ...Map.groupBy(ports, (port) => port.in)]);
  if ([...containers.values()].every((own) => probedPort(own).protocol !== 'http')) return [];
  const { liveness, readiness, startup } = settings.probes;
  return [liveness, readiness, startup].map(({ path }) => path.replace(/\?.*$/, '').replace(/(?<=.)\/+$/, ''));
}
