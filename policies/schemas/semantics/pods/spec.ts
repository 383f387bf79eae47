import { isAddress } from '../spots/addresses.ts';
import { areLabels, hasForm, label, mayBeOneOf, mayHave, qualified, subdomain, within } from '../spots/checks.ts';
import { isSearchDomain } from '../spots/forms.ts';
import { field, forbid, isFilled, isSet, isTrue, items, missing, noDuplicates, refuse, refuseValue, text, textsOf } from '../spots/spot.ts';
import { checkAffinity } from './affinity.ts';
import { checkContainers } from './containers.ts';
import { type PodSpot, usesHostNetwork } from './pod.ts';
import { checkPodResources, checkRequirements } from './resources.ts';
import { checkSpread, checkTolerations } from './scheduling.ts';
import { checkOperatingSystem, checkPodSecurity } from './security.ts';
import { checkVolumes } from './volumes.ts';

/** The spec of a pod (k8s.io/kubernetes 1.35.4, pkg/apis/core/validation: ValidatePodSpec). */
export function checkPodSpec(pod: PodSpot): void {
  const { spec } = pod;
  checkVolumes(pod);
  resourceClaims(pod);
  checkContainers(pod);
  checkPodResources(pod);
  mayBeOneOf(field(spec, 'restartPolicy'), ['Always', 'OnFailure', 'Never']);
  mayBeOneOf(field(spec, 'dnsPolicy'), ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']);
  areLabels(field(spec, 'nodeSelector'));
  checkPodSecurity(pod);
  checkAffinity(pod);
  nameServers(pod);
  for (const gate of items(spec, 'readinessGates')) hasForm(withText(field(gate, 'conditionType')), qualified);
  for (const gate of items(spec, 'schedulingGates')) hasForm(withText(field(gate, 'name')), qualified);
  noDuplicates(items(spec, 'schedulingGates'), 'scheduling gate', (gate) => text(gate, 'name'));
  checkSpread(pod);
  hostUsers(pod);
  hostName(pod);
  for (const key of ['serviceAccountName', 'nodeName', 'priorityClassName']) mayHave(field(spec, key), subdomain);
  hasForm(field(spec, 'runtimeClassName'), subdomain);
  within(field(spec, 'activeDeadlineSeconds'), 1, 2 ** 31 - 1);
  // A StatefulSet names its pods itself.
  if (pod.kind !== 'StatefulSet') for (const key of ['hostname', 'subdomain']) mayHave(field(spec, key), label);
  checkTolerations(items(spec, 'tolerations'));
  hostAliases(pod);
  mayPreempt(pod);
  checkRequirements({ limits: field(spec, 'overhead') }, { kind: 'container', at: field(spec, 'overhead') });
  checkOperatingSystem(pod);
  fileVariables(pod);
}

function withText<T extends { readonly value: unknown }>(spot: T): T {
  return { ...spot, value: spot.value ?? '' };
}

function mayPreempt({ spec }: PodSpot): void {
  const policy = field(spec, 'preemptionPolicy');
  if (policy.value === '') missing(policy, 'Write PreemptLowerPriority or Never.');
  else mayBeOneOf(policy, ['PreemptLowerPriority', 'Never']);
}

function resourceClaims(pod: PodSpot): void {
  const claims = items(pod.spec, 'resourceClaims');
  for (const claim of claims) {
    const name = field(claim, 'name');
    if (text(name) === '') missing(name);
    else hasForm(name, label);
    const both = ['resourceClaimName', 'resourceClaimTemplateName'].filter((key) => isSet(claim, key));
    if (both.length !== 1) {
      const what = both.length === 0 ? 'names no claim' : 'names a claim and a template';
      refuse(claim, `The claim ${JSON.stringify(text(name))} ${what}.`, 'Set either resourceClaimName or resourceClaimTemplateName.');
    }
    for (const key of both) hasForm(field(claim, key), subdomain);
  }
  noDuplicates(
    claims.map((claim) => field(claim, 'name')),
    'claim',
  );
}

/** pkg/apis/core/validation: validatePodDNSConfig. */
function nameServers({ spec }: PodSpot): void {
  const config = field(spec, 'dnsConfig');
  const servers = items(config, 'nameservers');
  if (text(spec, 'dnsPolicy') === 'None' && servers.length === 0) {
    const missingAt = config.value === undefined ? config : field(config, 'nameservers');
    missing(missingAt, 'Name the servers under dnsConfig.nameservers, or write another dnsPolicy.');
  }
  if (servers.length > 3)
    refuse(field(config, 'nameservers'), `There are ${servers.length} name servers, more than 3.`, 'Write at most 3.');
  for (const server of servers) isAddress(server);
  const searches = items(config, 'searches');
  if (searches.length > 32)
    refuse(field(config, 'searches'), `There are ${searches.length} search paths, more than 32.`, 'Write at most 32.');
  if (textsOf(config, 'searches').join(' ').length > 2048) {
    refuse(field(config, 'searches'), 'The search paths have more than 2048 characters.', 'Write fewer.');
  }
  for (const search of searches) {
    const name = text(search).replace(/\.$/, '');
    if (text(search) !== '.' && !isSearchDomain(name)) refuseValue(search, 'is no DNS name', 'Write a name such as svc.cluster.local.');
  }
  for (const option of items(config, 'options')) if (text(option, 'name') === '') missing(field(option, 'name'));
}

function hostUsers(pod: PodSpot): void {
  const { spec } = pod;
  if (field(spec, 'hostUsers').value !== false) return;
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) {
    if (isTrue(spec, key)) forbid(field(spec, key), 'hostUsers is false', 'Remove the field, or remove hostUsers.');
  }
  for (const { at } of pod.containers) {
    if (isFilled(at, 'volumeDevices')) forbid(field(at, 'volumeDevices'), 'hostUsers is false', 'Remove the devices, or remove hostUsers.');
  }
}

function hostName(pod: PodSpot): void {
  const override = field(pod.spec, 'hostnameOverride');
  if (override.value === undefined) return;
  if (isTrue(pod.spec, 'setHostnameAsFQDN')) forbid(override, 'setHostnameAsFQDN is true');
  if (usesHostNetwork(pod)) forbid(override, 'hostNetwork is true');
  hasForm(override, { ...subdomain, longest: 64, holds: (value) => value.length <= 64 && subdomain.holds(value) });
}

function hostAliases({ spec }: PodSpot): void {
  for (const alias of items(spec, 'hostAliases')) {
    isAddress(field(alias, 'ip'));
    for (const name of items(alias, 'hostnames')) hasForm(name, subdomain);
  }
}

/** Variables out of a file: it must lie in an emptyDir of the pod. */
function fileVariables(pod: PodSpot): void {
  for (const { at } of pod.containers) {
    for (const variable of items(at, 'env')) {
      const name = field(variable, 'valueFrom', 'fileKeyRef', 'volumeName');
      if (!isSet(variable, 'valueFrom', 'fileKeyRef') || text(name) === '') continue;
      const source = pod.volumes.get(text(name));
      if (source === 'emptyDir') continue;
      refuseValue(
        name,
        source === undefined ? 'is no volume of the pod' : `is no emptyDir but a ${source}`,
        'Name an emptyDir of the pod.',
      );
    }
  }
}
