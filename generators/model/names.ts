import type { Application } from './object.ts';
import { ownKey } from './platform/own-keys.ts';
import { keptName } from './service/names/side-by-side.ts';

/** ClusterSecretStore that reads Vault. */
export const secretStoreName = 'vault';

/** Secret with the log-in of the registry, in every namespace that takes images from it. */
export const registryCredentials = 'registry-credentials';

/** HTTPRouteFilter that answers 404, for paths that are not published. */
export const notFoundFilterName = 'not-found';

/** On a ConfigMap that something reads by this very name, so that no hash may follow it: says who does. */
export const fixedNameAnnotation = ownKey('read-by');

/** Annotations of objects whose end would cost data: a person has to confirm it in Argo CD. */
export const confirmed = { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' } as const;

/** The application of what a service has in the data layer. It never changes its name, so that nothing in it changes hands. */
export function dataApplication(service: { readonly name: string; readonly formerly?: readonly string[] }): string {
  return `${keptName(service)}-data`;
}

/** The application that says whose signature the images of a folder of services need; without one, those of all others. */
export function signaturesApplication(folder: string | undefined): string {
  return folder === undefined ? 'signatures' : `signatures-${folder}`;
}

/** Where the overlay of an application lies: beside all others of its environment, or in the folder of its services. */
export function overlayFolder({ name, shelf }: Pick<Application, 'name' | 'shelf'>, environment: string): string {
  return `overlays/${environment}/${inFolder(name, shelf?.folder)}`;
}

/** A name below the folder that it is in, if any. */
export function inFolder(name: string, folder: string | undefined): string {
  return folder === undefined ? name : `${folder}/${name}`;
}

/** When Argo CD applies an object among those of its Application: it waits for the health of lower waves; without one it is 0. */
export function syncWave(wave: number) {
  return { 'argocd.argoproj.io/sync-wave': String(wave) } as const;
}

/** Role, debug pod and its flows, for a person on call (manual 7.4, D126). */
export const breakGlassName = 'break-glass';

/** What the debug pod needs. */
export const breakGlassResources = {
  requests: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' },
  limits: { cpu: '500m', memory: '256Mi', ephemeralStorage: '256Mi' },
} as const;
