import { receiverFiles, receiversSecret } from '../../model/environment/alerting.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { vaultPath } from '../../model/service/secret.ts';
import { infraSecret, infraStore } from '../../resources/infra-secrets.ts';

const owner = 'alerts';

/** The addresses of Alertmanager's receivers, which are secrets, and the only door to Vault by which they come. */
export function receiverObjects(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  const { slack, pager, deadMansSwitch } = receiverFiles;
  const files = [slack, ...(environment.alerting.pages ? [pager] : []), deadMansSwitch];
  return [
    ...infraStore(environment, platform, owner),
    infraSecret(environment, {
      owner,
      name: receiversSecret,
      type: 'Opaque',
      data: Object.fromEntries(files.map((file) => [file, `{{ .${keyOf(file)} }}`])),
      values: files.map((file) => ({ key: keyOf(file), path: vaultPath(environment.name, owner), property: file })),
    }),
  ];
}

/** What a template can call it. */
function keyOf(file: string): string {
  return file.replaceAll('-', '_');
}
