import type { Manifest, World } from '../../model.ts';

/** The service that an object is of, and the team that it belongs to. */
export interface OfService {
  readonly service: string;
  readonly owner: string | undefined;
}

/**
 * Whose object it is: by the Application that applies it, where that is known, else by the labels that each object of a service has. Processes
 * are called after their service: `sales-service-mailer` is of `sales-service`. Undefined for what is of no service.
 */
export function ofService(manifest: Manifest, { company, placeOf }: World): OfService | undefined {
  const known = (name: string) => Object.hasOwn(company.owners, name) || company.services.includes(name);
  const application = placeOf(manifest)?.application.replace(/-data$/, '') ?? '';
  const label = manifest.labels['app.kubernetes.io/part-of'] === 'erp' ? (manifest.labels['app.kubernetes.io/name'] ?? '') : '';
  const service = [application, ...shorter(label)].find(known);
  if (service === undefined) return undefined;
  return { service, owner: Object.hasOwn(company.owners, service) ? company.owners[service] : undefined };
}

/** `a-b-c`, `a-b`, `a`. */
function shorter(name: string): readonly string[] {
  const parts = name.split('-');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
}
