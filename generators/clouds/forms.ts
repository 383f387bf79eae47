import type { Form } from './cloud.ts';

/** A Secret of Vault, by its name below the folder of the environment. */
export const vaultKey: Form = { pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, title: 'name of a key in Vault', example: 'erp-loki' };

/** A bucket of S3, and of what speaks like it. */
export const s3Bucket: Form = { pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, title: 'name of a bucket', example: 'erp-backups' };

/** A zone by its name. */
export const zoneName: Form = { pattern: /^([a-z0-9-]+\.)+[a-z]{2,}$/, title: 'name of a DNS zone', example: 'erp.example.com' };
