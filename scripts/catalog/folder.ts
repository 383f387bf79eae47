/** Where the catalog lies in a repository. */
export const catalogFolder = 'generators/catalog';

/** What `npm run seal` writes, in the catalog; there is none until somebody seals a secret. */
export const sealedSecretsFolder = 'sealed-secrets';
