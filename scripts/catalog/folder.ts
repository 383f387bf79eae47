/** Where the catalog lies in a repository. */
export const catalogFolder = 'generators/catalog';

/** What `npm run seal` writes, in the catalog; there is none until somebody seals a secret. */
export const sealedSecretsFolder = 'sealed-secrets';

/** Until when the makers of what runs mend it, in the catalog: nothing is drawn from it. */
export const lifetimesName = 'lifetimes.yaml';
