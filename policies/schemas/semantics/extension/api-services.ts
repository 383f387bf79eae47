import { checkMetadata } from '../metadata.ts';
import { hasForm, pathSegment, serviceName, subdomain, within } from '../spots/checks.ts';
import { type Check, field, forbid, isTrue, missing, refuseValue, text } from '../spots/spot.ts';

/** k8s.io/kube-aggregator 0.35.4, pkg/apis/apiregistration/validation: ValidateAPIService. */
export const apiService: Check = (object) => {
  checkMetadata(object, pathSegment);
  const spec = field(object, 'spec');
  const [group, version, name] = [field(spec, 'group'), field(spec, 'version'), field(object, 'metadata', 'name')];
  const wanted = `${text(version)}.${text(group)}`;
  if (text(name) !== '' && text(name) !== wanted) refuseValue(name, `is not ${JSON.stringify(wanted)}`, `Write ${wanted}.`);
  if (text(group) === '' && text(version) !== 'v1') missing(group);
  else if (text(group) !== '') hasForm(group, subdomain);
  if (text(version) === '') missing(version);
  else hasForm(version, serviceName);
  for (const [key, most] of [
    ['groupPriorityMinimum', 20_000],
    ['versionPriority', 1000],
  ] as const) {
    const own = field(spec, key);
    if (own.value === undefined) missing(own);
    within(own, 1, most);
  }
  const service = field(spec, 'service');
  const bundle = field(spec, 'caBundle');
  const insecure = field(spec, 'insecureSkipTLSVerify');
  if (service.value === undefined) {
    if (text(bundle) !== '') forbid(bundle, 'the API server answers itself');
    if (isTrue(insecure)) forbid(insecure, 'the API server answers itself');
    return;
  }
  for (const key of ['namespace', 'name']) if (text(service, key) === '') missing(field(service, key));
  within(field(service, 'port'), 1, 65535);
  if (isTrue(insecure) && text(bundle) !== '') forbid(insecure, 'there is a caBundle', 'Remove one of the two.');
};
