import { below, fieldsAt } from '../../kubernetes/fields.ts';
import type { Manifest } from '../../model.ts';
import type { SchemaProblem } from '../problem.ts';
import { refused } from './refusal.ts';

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const keyName = /^[-._a-zA-Z0-9]{1,253}$/;

/** What the controller cannot unseal (sealed-secrets 0.38.4, pkg/apis/sealedsecrets/v1alpha1/sealedsecret_expansion.go). */
export function sealedSecretProblems({ fields }: Manifest): readonly SchemaProblem[] {
  return Object.entries(fieldsAt(fields, 'spec', 'encryptedData')).flatMap(([key, value]) => {
    const path = below('spec.encryptedData', key);
    if (!keyName.test(key))
      return [refused(path, `"${key}" is no key of a Secret: none is made.`, 'Write letters, digits, "-", "_" and ".".')];
    if (typeof value !== 'string' || base64.test(value.replaceAll(/[\r\n]/g, ''))) return [];
    return [refused(path, `Field "${key}" is not base64: the controller cannot unseal it.`, 'Seal the value by "npm run seal".')];
  });
}
