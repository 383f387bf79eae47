import type { Catalog } from '../model/catalog.ts';
import { awsFile, rolePolicy } from '../output/aws-input.ts';
import type { GeneratedFile } from '../output/file.ts';

/**
 * What cert-manager may do in the zone of the hosts, as input of the AWS CLI: put there and take away the record by which it proves
 * a host, and ask whether it has reached all name servers (cert-manager 1.21, `pkg/issuer/acme/dns/route53`). Whoever administers
 * the cloud account applies it.
 */
export function dnsRole({ environments, platform }: Catalog): readonly GeneratedFile[] {
  if (platform.value.cloud.name !== 'aws') return [];
  return environments.map(({ file, value: { name, issuer } }) => {
    const { hostedZone, role } = issuer.dns;
    const statements = [
      {
        Effect: 'Allow',
        Action: 'route53:ChangeResourceRecordSets',
        Resource: `arn:aws:route53:::hostedzone/${hostedZone}`,
        Condition: {
          'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'] },
          'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['_acme-challenge.*'] },
        },
      },
      { Effect: 'Allow', Action: 'route53:GetChange', Resource: 'arn:aws:route53:::change/*' },
    ];
    return awsFile(`overlays/${name}/edge/cert-manager-role.aws-cli`, file, 'iam put-role-policy', rolePolicy(role, 'erp-dns', statements));
  });
}
