import type { Expected, Look } from '../cluster-look.ts';
import { awsDoctor } from './aws.ts';
import { azureDoctor } from './azure.ts';
import { bareMetalDoctor } from './bare-metal.ts';
import type { Outside } from './cloud-doctor.ts';
import { googleDoctor } from './google.ts';

/** What is looked at on the cloud of the platform file only. */
export function looksOn({ platform: { cloud } }: Expected): readonly Look[] {
  return { aws: awsDoctor, google: googleDoctor, azure: azureDoctor, 'bare-metal': bareMetalDoctor }[cloud.name].looks;
}

/** What must exist outside of the cluster on that cloud, in the order in which one waits for the other. */
export function outsideOf(expected: Expected): readonly Outside[] {
  const { cloud } = expected.platform;
  switch (cloud.name) {
    case 'aws':
      return awsDoctor.outside(expected, cloud);
    case 'google':
      return googleDoctor.outside(expected, cloud);
    case 'azure':
      return azureDoctor.outside(expected, cloud);
    case 'bare-metal':
      return bareMetalDoctor.outside(expected, cloud);
  }
}
