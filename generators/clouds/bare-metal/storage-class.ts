import type { DiskClass } from '../cloud.ts';
import type { BareMetalDefinition } from '../definition.ts';

/** What the platform file says: whether its disks are encrypted is a matter of the driver. */
export function bareMetalStorageClass({ disks: { name, provisioner, parameters = {} } }: BareMetalDefinition): DiskClass {
  return { name, provisioner, parameters };
}
