import { fieldsAt } from '../fields.ts';
import { type Operator, secret } from './operator.ts';

/** A Secret for each SealedSecret, with its name in its namespace. */
export const sealedSecrets: Operator = {
  name: 'Sealed Secrets',
  readIn: '0.38.4',
  chart: 'sealed-secrets',
  chartVersion: '2.19.1',
  make: (known) =>
    known.ofKind('SealedSecret').map((sealed) => {
      const keys = (...path: readonly string[]) => Object.keys(fieldsAt(sealed.fields, 'spec', ...path));
      return secret(sealed, sealed.name, [...keys('encryptedData'), ...keys('template', 'data')]);
    }),
};
