import { describe, expect, it } from 'vitest';
import { partsOf } from '../../scripts/repository/environments.ts';

describe('the application that a file lies in', () => {
  it.each([
    ['overlays/dev/web/kustomization.yaml', { environment: 'dev', application: 'web' }],
    ['overlays/dev/sales/web/kustomization.yaml', { environment: 'dev', application: 'web' }],
    ['overlays/dev/kustomization.yaml', undefined],
    ['overlays/dev/a/b/c/kustomization.yaml', undefined],
    ['base/web/deployment.yaml', { environment: undefined, application: 'web' }],
    ['base/sales/web/deployment.yaml', { environment: undefined, application: 'web' }],
    ['base/platform/edge/gateway.yaml', { environment: undefined, application: 'edge' }],
    ['argocd/dev/applications/web.yaml', undefined],
    ['README.md', undefined],
  ])('%s', (file, parts) => {
    expect(partsOf(file)).toEqual(parts);
  });
});
