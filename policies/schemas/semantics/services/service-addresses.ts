import { familyOf, isAddress } from '../spots/addresses.ts';
import { isOneOf } from '../spots/checks.ts';
import { field, items, noDuplicates, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';

const families = ['IPv4', 'IPv6'];

/**
 * The addresses of a Service within the cluster (k8s.io/kubernetes 1.35.4, pkg/apis/core/validation:
 * ValidateServiceClusterIPsRelatedFields). Which families and addresses the cluster has, only the cluster knows.
 */
export function checkServiceAddresses(spec: Spot): void {
  const first = field(spec, 'clusterIP');
  const list = field(spec, 'clusterIPs');
  const given = items(spec, 'clusterIPs');
  if (text(first) === '' && given.length > 0)
    refuse(list, 'There are clusterIPs and no clusterIP.', 'Write the first one as clusterIP, too.');
  else if (given[0] !== undefined && text(given[0]) !== text(first)) {
    refuseValue(given[0], 'is not the clusterIP', 'Write the clusterIP first.');
  }
  const wanted = items(spec, 'ipFamilies');
  for (const family of wanted) isOneOf(family, families);
  noDuplicates(wanted, 'family');
  const policy = field(spec, 'ipFamilyPolicy');
  isOneOf(policy, ['PreferDualStack', 'RequireDualStack', 'SingleStack']);
  const addresses = given.length > 0 ? given : text(first) === '' ? [] : [first];
  const isHeadless = addresses.length === 1 && addresses[0] !== undefined && text(addresses[0]) === 'None';
  for (const [index, address] of addresses.entries()) {
    if (text(address) !== 'None' || index > 0) isAddress(address);
    else if (addresses.length > 1) refuse(list, 'The clusterIP "None" stands beside others.', 'Keep it alone.');
  }
  if (addresses.length > 2) refuse(list, `There are ${addresses.length} addresses, more than 2.`, 'Write one of each family.');
  const found = addresses.map((address) => familyOf(text(address)));
  if (found.length === 2 && found[0] === found[1] && found[0] !== undefined) {
    refuse(list, `Both addresses are of ${found[0]}.`, 'Write one of each family.');
  }
  if (!isHeadless) {
    for (const [index, family] of wanted.entries()) {
      const own = found[index];
      const address = addresses[index];
      if (own === undefined || address === undefined || !families.includes(text(family)) || own === text(family)) continue;
      refuseValue(address, `is no ${text(family)} address, as ipFamilies says`, 'Correct the address, or the order of the families.');
    }
  }
  if (text(policy) === 'SingleStack' && Math.max(wanted.length, addresses.length) > 1) {
    refuseValue(policy, 'stands beside two families', 'Write PreferDualStack or RequireDualStack.');
  }
}
