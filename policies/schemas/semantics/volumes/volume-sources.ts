import { isAmount } from '../spots/amounts.ts';
import { hasForm, isOneOf, label, localPath, mayBeOneOf, needs, subdomain, within } from '../spots/checks.ts';
import { isDnsSubdomain } from '../spots/forms.ts';
import { field, isFilled, isSet, isTrue, keysOf, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';

export type SourceChecks = Readonly<Record<string, (spot: Spot) => void>>;

const needsEach =
  (...keys: readonly string[]) =>
  (spot: Spot): void => {
    for (const key of keys) needs(field(spot, key));
  };

/** What each source of a volume asks for (k8s.io/kubernetes 1.35.4, pkg/apis/core/validation: validateVolumeSource). */
export const sources: SourceChecks = {
  emptyDir: (spot) => isAmount(field(spot, 'sizeLimit')),
  hostPath,
  gitRepo: (spot) => {
    needs(field(spot, 'repository'));
    hasForm(field(spot, 'directory'), localPath);
  },
  gcePersistentDisk: disk('pdName'),
  awsElasticBlockStore: disk('volumeID'),
  nfs: (spot) => {
    needs(field(spot, 'server'));
    const path = field(spot, 'path');
    needs(path);
    if (text(path) !== '' && !text(path).startsWith('/')) refuseValue(path, 'is no absolute path', 'Start the path with "/".');
  },
  iscsi,
  glusterfs: needsEach('endpoints', 'path'),
  persistentVolumeClaim: needsEach('claimName'),
  rbd: (spot) => {
    needsList(field(spot, 'monitors'));
    needs(field(spot, 'image'));
  },
  cinder: (spot) => {
    needs(field(spot, 'volumeID'));
    if (isSet(spot, 'secretRef')) needs(field(spot, 'secretRef', 'name'));
  },
  cephfs: (spot) => needsList(field(spot, 'monitors')),
  flocker: (spot) => {
    const named = ['datasetName', 'datasetUUID'].filter((key) => text(spot, key) !== '');
    if (named.length !== 1) refuse(spot, `The volume names ${named.length} data sets.`, 'Set either datasetName or datasetUUID.');
    if (text(spot, 'datasetName').includes('/')) refuseValue(field(spot, 'datasetName'), 'has a "/"', 'Write a name without "/".');
  },
  fc: (spot) => {
    const [names, ids] = [isFilled(spot, 'targetWWNs'), isFilled(spot, 'wwids')];
    if (names === ids) refuse(spot, `The volume names ${names ? 'two targets' : 'no target'}.`, 'Set either targetWWNs or wwids.');
    if (!names) return;
    needs(field(spot, 'lun'));
    within(field(spot, 'lun'), 0, 255);
  },
  flexVolume: (spot) => {
    needs(field(spot, 'driver'));
    for (const key of keysOf(field(spot, 'options'))) {
      const domain = `.${(key.split('/')[0] ?? '').toLowerCase()}`;
      if (/\.(kubernetes|k8s)\.io$/.test(domain)) {
        refuse(field(spot, 'options', key), `The option ${JSON.stringify(key)} is kept for Kubernetes.`, 'Write another domain.');
      }
    }
  },
  azureFile: needsEach('secretName', 'shareName'),
  vsphereVolume: needsEach('volumePath'),
  photonPersistentDisk: needsEach('pdID'),
  portworxVolume: needsEach('volumeID'),
  azureDisk,
  storageos: (spot) => {
    needs(field(spot, 'volumeName'), label);
    if (text(spot, 'volumeNamespace') !== '') hasForm(field(spot, 'volumeNamespace'), label);
    if (isSet(spot, 'secretRef')) needs(field(spot, 'secretRef', 'name'));
  },
  scaleIO: needsEach('gateway', 'system', 'volumeName'),
  quobyte,
  csi: (spot) => {
    checkDriver(field(spot, 'driver'));
    if (isSet(spot, 'nodePublishSecretRef')) needs(field(spot, 'nodePublishSecretRef', 'name'), subdomain);
  },
  pullPolicy: (spot) => mayBeOneOf(spot, ['Always', 'IfNotPresent', 'Never']),
};

/** Exactly one source, and what it needs. A volume without one is an emptyDir. */
export function checkSource(volume: Spot, subject: string, checks: SourceChecks): void {
  const found = keysOf(volume).filter((key) => Object.hasOwn(checks, key) && isSet(volume, key));
  if (found.length > 1) {
    refuse(volume, `${subject} has ${found.length} sources: ${found.join(', ')}.`, 'Give the volume exactly one source.');
  }
  for (const key of found) checks[key]?.(field(volume, key));
}

/** The name of a CSI driver. */
export function checkDriver(driver: Spot): void {
  if (text(driver) === '') {
    missing(driver);
    return;
  }
  const form = { ...subdomain, longest: 63, holds: (value: string) => value.length <= 63 && isDnsSubdomain(value.toLowerCase()) };
  hasForm(driver, form);
}

function needsList(spot: Spot): void {
  if (!Array.isArray(spot.value) || spot.value.length === 0) missing(spot);
}

const hostPathTypes = ['', 'DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'];

function hostPath(spot: Spot): void {
  const path = field(spot, 'path');
  needs(path);
  if (text(path) === '') return;
  if (text(path).split('/').includes('..')) refuseValue(path, 'leads out of its folder', 'Write a path without "..".');
  isOneOf(field(spot, 'type'), hostPathTypes);
}

function disk(name: string): (spot: Spot) => void {
  return (spot) => {
    needs(field(spot, name));
    within(field(spot, 'partition'), 0, 255);
  };
}

const targets = [
  /^iqn.*iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$|^iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/,
  /^eui.[A-Za-z0-9]{16}$/,
  /^naa.[A-Za-z0-9]{32}$/,
];

function iscsi(spot: Spot): void {
  needs(field(spot, 'targetPortal'));
  needs(field(spot, 'iqn'));
  for (const key of ['iqn', 'initiatorName']) {
    const own = field(spot, key);
    if (typeof own.value !== 'string' || (key === 'iqn' && own.value === '')) continue;
    if (!targets.some((target) => target.test(text(own)))) {
      refuseValue(own, 'is no name of iSCSI', 'Write a name such as iqn.2026-01.com.example:disk.');
    }
  }
  within(field(spot, 'lun'), 0, 255);
  const signs = isTrue(spot, 'chapAuthDiscovery') || isTrue(spot, 'chapAuthSession');
  if (signs && !isSet(spot, 'secretRef')) missing(field(spot, 'secretRef'));
}

function azureDisk(spot: Spot): void {
  needs(field(spot, 'diskName'));
  needs(field(spot, 'diskURI'));
  isOneOf(field(spot, 'cachingMode'), ['None', 'ReadOnly', 'ReadWrite']);
  const kind = field(spot, 'kind');
  isOneOf(kind, ['Dedicated', 'Managed', 'Shared']);
  // Without a kind it is a shared disk (pkg/apis/core/v1: SetDefaults_AzureDiskVolumeSource).
  const start = text(kind) === 'Managed' ? '/subscriptions/' : 'https://';
  const uri = field(spot, 'diskURI');
  if (text(uri) !== '' && !text(uri).startsWith(start))
    refuseValue(uri, `does not start with ${start}`, `Start it with ${start}, or write another kind.`);
}

function quobyte(spot: Spot): void {
  const registry = field(spot, 'registry');
  if (text(registry) === '') missing(registry);
  else if (text(spot, 'tenant').length >= 65) refuseValue(field(spot, 'tenant'), 'is longer than 64 characters', 'Write an id.');
  else if (
    !text(registry)
      .split(',')
      .every((pair) => /^(\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(pair))
  ) {
    refuseValue(registry, 'is no list of host:port', 'Write host:port, several with commas.');
  }
  needs(field(spot, 'volume'));
}
