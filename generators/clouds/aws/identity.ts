import type { Form, Identity } from '../cloud.ts';

/** A role, of any partition of the cloud. */
export const roleArn: Form = {
  pattern: /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  title: 'ARN of a role',
  example: 'arn:aws:iam::<account>:role/<name>',
};

/** IAM roles for service accounts: the webhook of EKS mounts a token, and names the role to whoever holds it. */
export function awsIdentity(): Identity {
  return { role: roleArn, annotations: (role) => ({ 'eks.amazonaws.com/role-arn': role }), podLabels: {}, asks: [] };
}
