/** Where the clusters run, and what all of their environments share there. */
export type CloudDefinition = AwsDefinition | GoogleDefinition | AzureDefinition | BareMetalDefinition;

/** Amazon: what there is to know stands in the environments. */
export interface AwsDefinition {
  readonly name: 'aws';
}

/** Google Cloud. */
export interface GoogleDefinition {
  readonly name: 'google';
  /** Project of the zones of Cloud DNS: `acme-erp`. */
  readonly project: string;
}

/** Microsoft Azure. */
export interface AzureDefinition {
  readonly name: 'azure';
  /** Subscription and resource group of the zones of Azure DNS. */
  readonly subscription: string;
  readonly resourceGroup: string;
}

/** Machines of one's own, or a cloud that has none of the services of the others. */
export interface BareMetalDefinition {
  readonly name: 'bare-metal';
  /** The StorageClass to be made, and the driver that makes its disks. */
  readonly disks: { readonly name: string; readonly provisioner: string; readonly parameters?: Readonly<Record<string, string>> };
  /** Address of an object store that speaks S3, such as MinIO or Ceph, with a certificate of a public authority. */
  readonly objectStore: string;
  /** Name server that takes changes (RFC 2136), `host:port`, and the name of the key that signs them with HMAC-SHA256. */
  readonly dns: { readonly nameserver: string; readonly key: string };
  /** Pools of MetalLB: for the Internet, and for the company's own network. */
  readonly pools: { readonly public: string; readonly internal: string };
}

/** A place in an object store, as an environment says it; how each of them is written depends on the cloud. */
export interface BucketPlace {
  readonly bucket: string;
  readonly region: string;
  /** As whom it is entered. */
  readonly role: string;
}

/** A zone of DNS in which hosts are proved. */
export interface Zone {
  readonly hostedZone: string;
  readonly region?: string;
  readonly role: string;
}
