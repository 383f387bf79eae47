import type { Instance } from '../model/instance.ts';
import { endpoints } from '../model/service/backing-services.ts';

/** Labels of every object of a service. */
export function serviceLabels(name: string): Record<string, string> {
  return { app: name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'erp' };
}

/** The running version, on the Deployment and its pods but in no selector (manual 2.4, D36). */
export function versionLabels(version: string): Record<string, string> {
  return { 'app.kubernetes.io/version': version, version: `v${version}` };
}

/** Labels of the pods: those of the service, the version, and a client label for each backing service that it uses. */
export function podLabels({ service, release }: Instance): Record<string, string> {
  const clients = service.uses.map((name) => [endpoints[name].clientLabel, 'true'] as const);
  return { ...serviceLabels(service.name), ...versionLabels(release.version), ...Object.fromEntries(clients) };
}

/** On what commands of operators have changed: which settings, and until when other numbers of pods are meant. */
export function operatedAnnotations({ operated: { fields, scaledUntil } }: Instance) {
  const annotations = {
    ...(fields.length > 0 && { 'erp.example.com/set-by-operators': fields.toSorted().join(',') }),
    ...(scaledUntil !== undefined && { 'erp.example.com/scaled-until': scaledUntil }),
  };
  return Object.keys(annotations).length === 0 ? {} : { annotations };
}

/** The name of the only label that selectors use. */
export function selector(name: string): Record<string, string> {
  return { app: name };
}
