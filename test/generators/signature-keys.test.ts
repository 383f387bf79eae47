import { expect, it } from 'vitest';
import { appProject } from '../../generators/argocd/project.ts';
import { catalog, environment } from '../support/catalog.ts';

const keys = ['4AEE18F83AFDEB23', '0123456789ABCDEF'];

it.each([
  ['asks for no signed commits where nobody says so', environment('production'), undefined],
  [
    'takes commits of the keys that its environment names',
    environment('production', { sync: { confirmPrune: true, windows: [], signatureKeys: keys } }),
    keys.map((keyID) => ({ keyID })),
  ],
])('a project %s', (_, value, wanted) => {
  const { spec } = appProject(value, catalog([], [value]).platform.value, [], { freezes: [], thaws: [] });
  expect('signatureKeys' in spec ? spec.signatureKeys : undefined).toEqual(wanted);
});
