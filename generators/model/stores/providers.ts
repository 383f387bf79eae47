import type { Authority, ExternalKafka, ExternalPostgres, ExternalRedis, Store } from './stores.ts';

/** What is known of what a provider runs. Where it was read is in docs/stores.md. */
export interface ProviderFacts {
  readonly title: string;
  /** Who signs for its servers. */
  readonly tls?: Authority;
  /** Who signs for what it puts before them. */
  readonly poolerTls?: Authority;
  /** Ports of its listeners by the login that they expect; absent: as one sets them up. A login that is not named, it does not know. */
  readonly ports?: Partial<Readonly<Record<ExternalKafka['login'], readonly number[]>>>;
  /** Settings without which what this repository expects does not hold, by their names there. */
  readonly settings: Readonly<Record<string, string>>;
  /** What else its people do. */
  readonly steps: readonly string[];
}

/** By store, then by provider; nothing is known of others. */
export const providerFacts: {
  readonly postgres: Partial<Readonly<Record<ExternalPostgres['provider'], ProviderFacts>>>;
  readonly redis: Partial<Readonly<Record<ExternalRedis['provider'], ProviderFacts>>>;
  readonly kafka: Partial<Readonly<Record<ExternalKafka['provider'], ProviderFacts>>>;
} = {
  postgres: {
    rds: {
      title: 'Amazon RDS for PostgreSQL',
      tls: 'vault',
      // RDS Proxy has its certificates from the Certificate Manager.
      poolerTls: 'public',
      settings: {
        'rds.force_ssl': '1',
        password_encryption: 'scram-sha-256',
        log_min_duration_statement: '1000',
        idle_in_transaction_session_timeout: '60000',
      },
      steps: [
        'A parameter group with the settings; storage encrypted; Multi-AZ in production; deletion protection; automated backups for as long as a moment must be restored.',
        'A security group that lets the addresses of the nodes in at the port, and nobody else.',
        'The bundle of authorities of its region (truststore.pki.rds.amazonaws.com) into Vault, and again before the authority is rotated.',
        'Before a proxy: a secret in Secrets Manager for each role, since the proxy logs in with it.',
      ],
    },
    'cloud-sql': {
      title: 'Cloud SQL for PostgreSQL',
      tls: 'vault',
      settings: { 'password_encryption (flag)': 'scram-sha-256', 'sslMode (setting)': 'ENCRYPTED_ONLY' },
      steps: [
        'Private IP; high availability in production; deletion protection; point-in-time recovery for as long as a moment must be restored.',
        'A server certificate of a shared or a customer-managed authority, with the DNS name that clients use: that of an authority for each instance holds no such name, and verify-full refuses it.',
        'The certificate of that authority into Vault, and again before it is rotated.',
      ],
    },
    azure: {
      title: 'Azure Database for PostgreSQL, Flexible Server',
      tls: 'public',
      settings: { require_secure_transport: 'on', password_encryption: 'scram-sha-256', idle_in_transaction_session_timeout: '60000' },
      steps: [
        'Private access in the network of the cluster; zone-redundant high availability in production; backups for as long as a moment must be restored.',
      ],
    },
  },
  redis: {
    elasticache: {
      title: 'Amazon ElastiCache, cluster mode disabled',
      tls: 'public',
      settings: { 'maxmemory-policy': 'noeviction' },
      steps: [
        'In-transit encryption required (TransitEncryptionMode), and with it an AUTH token or a user group; Multi-AZ with automatic failover in production.',
        'Clients use the primary endpoint, which follows a failover.',
      ],
    },
    memorystore: {
      title: 'Memorystore for Redis, standard tier',
      tls: 'vault',
      settings: { 'maxmemory-policy': 'noeviction' },
      steps: [
        'AUTH and in-transit encryption, which can be chosen only when the instance is made; TLS answers at 6378.',
        'The authorities of the instance into Vault, all that it lists: a new one is added years before the old one ends.',
      ],
    },
    azure: {
      title: 'Azure Cache for Redis, or Azure Managed Redis',
      tls: 'public',
      settings: { 'maxmemory-policy': 'noeviction' },
      steps: ['Non-TLS port off, access by keys on; TLS answers at 6380 (Cache) or 10000 (Managed Redis).'],
    },
  },
  kafka: {
    msk: {
      title: 'Amazon MSK, provisioned',
      tls: 'public',
      ports: { 'scram-sha-512': [9096, 9196, 20096], certificate: [9094, 9194, 20094] },
      settings: { 'auto.create.topics.enable': 'false', 'allow.everyone.if.no.acl.found': 'false', 'min.insync.replicas': '2' },
      steps: [
        'For each user a secret in Secrets Manager whose name begins with AmazonMSK_, under a KMS key of your own, associated with the cluster; its password is that in Vault.',
        'ACLs first by a user that may set them, then allow.everyone.if.no.acl.found=false: the other way round nobody gets in any more.',
        'Open monitoring, if somebody shall see brokers: nothing here scrapes them.',
      ],
    },
    google: {
      title: 'Managed Service for Apache Kafka (Google Cloud)',
      tls: 'public',
      settings: {},
      steps: ['Users of its own, or SASL/PLAIN by keys of service accounts; topics and ACLs by its API.'],
    },
  },
};

/** What is known of what a provider runs, of a store that it may have. */
export function factsOf(store: Store, provider: string): ProviderFacts | undefined {
  return (providerFacts[store] as Readonly<Record<string, ProviderFacts | undefined>>)[provider];
}
