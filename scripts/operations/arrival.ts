/**
 * How a person sees that changed sync windows are in force, and what to do if they are not. Projects have an Application of their
 * own, which waits for nothing; what can hold them up is an operation of it that runs.
 */
export function whenWindowsChange(environment: string): readonly string[] {
  return [
    'After the merge, within three minutes:',
    `  argocd proj windows list erp-${environment}`,
    'Not there? An operation that runs takes up no newer commit. See whether one does, end it, and look again:',
    `  argocd app get projects-${environment} --hard-refresh`,
    `  argocd app terminate-op projects-${environment}`,
    'The windows do not end what has begun: an Application whose sync runs, the root among them, goes on. To stop it:',
    `  argocd app list --project erp-${environment} -o name`,
    `  argocd app terminate-op root-${environment}`,
  ];
}

/** How a person sees that a build has arrived, and what to do if an older sync is in its way. */
export function whenBuildChanges(environment: string, service: string): readonly string[] {
  return [
    `Outside of the hours ${environment} is synced by hand; a sync that runs, or is tried again, is in the way of it:`,
    `  argocd app terminate-op ${service}-${environment}`,
    `  argocd app sync ${service}-${environment}`,
  ];
}
