import { defineKind, duration, flag, integer, list, mapping, oneOf, text, word } from '../json-schema.ts';
import { privateKey } from '../parts/cert-manager.ts';
import { madeMetadata } from '../parts/pod-parts.ts';

export default defineKind({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  required: {
    spec: mapping(
      { secretName: word, issuerRef: mapping({ name: word }, { kind: text, group: text }) },
      {
        commonName: text,
        dnsNames: list(text),
        ipAddresses: list(text),
        uris: list(text),
        emailAddresses: list(text),
        duration,
        renewBefore: duration,
        renewBeforePercentage: integer(),
        isCA: flag,
        privateKey,
        usages: list(
          oneOf(
            'signing',
            'digital signature',
            'content commitment',
            'key encipherment',
            'key agreement',
            'data encipherment',
            'cert sign',
            'crl sign',
            'any',
            'server auth',
            'client auth',
            'code signing',
            'email protection',
            's/mime',
            'ipsec end system',
            'ipsec tunnel',
            'ipsec user',
            'timestamping',
            'ocsp signing',
            'microsoft sgc',
            'netscape sgc',
            'encipher only',
            'decipher only',
          ),
        ),
        secretTemplate: madeMetadata,
        subject: mapping(
          {},
          {
            organizations: list(text),
            organizationalUnits: list(text),
            countries: list(text),
            provinces: list(text),
            localities: list(text),
            streetAddresses: list(text),
            postalCodes: list(text),
            serialNumber: text,
          },
        ),
        revisionHistoryLimit: integer(),
        encodeUsagesInRequest: flag,
      },
    ),
  },
  example: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: api-erp-tls
  namespace: erp-prod
spec:
  secretName: api-erp-tls
  dnsNames:
    - api.erp.example.com
  issuerRef:
    group: cert-manager.io
    kind: ClusterIssuer
    name: letsencrypt-prod
`,
});
