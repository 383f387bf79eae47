import { checkMetadata } from '../metadata.ts';
import { hasForm, isOneOf, label, listed, needs, needsOneOf, needsSome, subdomain, within } from '../spots/checks.ts';
import {
  type Check,
  field,
  forbid,
  integer,
  isFilled,
  isSet,
  isTrue,
  items,
  missing,
  refuse,
  refuseValue,
  type Spot,
  text,
  textsOf,
} from '../spots/spot.ts';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

/** k8s.io/kubernetes 1.35.4, pkg/apis/flowcontrol/validation: ValidateFlowSchema. */
export const flowSchema: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  const precedence = field(spec, 'matchingPrecedence');
  if (precedence.value !== 0) within(precedence, 1, 10_000);
  if (integer(precedence) === 1 && text(object, 'metadata', 'name') !== 'exempt') {
    refuseValue(precedence, 'is kept for the schema "exempt"', 'Write at least 2.');
  }
  const method = field(spec, 'distinguisherMethod');
  if (method.value !== undefined) needsOneOf(field(method, 'type'), ['ByNamespace', 'ByUser']);
  needs(field(spec, 'priorityLevelConfiguration', 'name'), subdomain);
  for (const rule of items(spec, 'rules')) flowRule(rule);
};

function flowRule(rule: Spot): void {
  needsSome(field(rule, 'subjects'), 'List at least one subject.');
  for (const subject of items(rule, 'subjects')) isSubject(subject);
  if (!isFilled(rule, 'resourceRules') && !isFilled(rule, 'nonResourceRules')) {
    refuse(rule, 'The rule is about nothing.', 'Write resourceRules or nonResourceRules.');
  }
  for (const own of items(rule, 'resourceRules')) {
    isVerbs(own);
    for (const key of ['apiGroups', 'resources']) starAlone(own, key);
    if (!isFilled(own, 'namespaces') && !isTrue(own, 'clusterScope'))
      missing(field(own, 'namespaces'), 'List namespaces, or write clusterScope: true.');
    else if (textsOf(own, 'namespaces').includes('*')) starAlone(own, 'namespaces');
    else for (const namespace of items(own, 'namespaces')) hasForm({ ...namespace, value: namespace.value ?? '' }, label);
  }
  for (const own of items(rule, 'nonResourceRules')) {
    isVerbs(own);
    starAlone(own, 'nonResourceURLs');
    for (const url of items(own, 'nonResourceURLs')) {
      const path = text(url);
      const stars = path.split('*').length - 1;
      const isPath =
        path === '*' ||
        (path.startsWith('/') && !/ |\/\/./.test(path) && !path.endsWith('//') && (stars === 0 || (stars === 1 && path.endsWith('/*'))));
      if (!isPath) refuseValue(url, 'is no path', 'Write a path such as /healthz or /metrics/*.');
    }
  }
}

function isVerbs(rule: Spot): void {
  starAlone(rule, 'verbs');
  if (textsOf(rule, 'verbs').includes('*')) return;
  for (const verb of items(rule, 'verbs')) isOneOf({ ...verb, value: verb.value ?? '' }, verbs);
}

function starAlone(rule: Spot, key: string): void {
  needsSome(field(rule, key), 'List at least one, or "*".');
  const values = textsOf(rule, key);
  if (values.length > 1 && values.includes('*'))
    refuse(field(rule, key), 'The star stands beside others.', 'Keep the star alone, or remove it.');
}

const subjects: Readonly<Record<string, string>> = { Group: 'group', ServiceAccount: 'serviceAccount', User: 'user' };

function isSubject(subject: Spot): void {
  const kind = field(subject, 'kind');
  needsOneOf(kind, Object.keys(subjects));
  const own = subjects[text(kind)];
  if (own === undefined) return;
  for (const key of Object.values(subjects)) {
    if (key !== own && isSet(subject, key)) forbid(field(subject, key), `the subject is a ${text(kind)}`);
  }
  const block = field(subject, own);
  if (block.value === undefined) {
    missing(block);
    return;
  }
  needs(field(block, 'name'), own === 'serviceAccount' && text(block, 'name') !== '*' ? subdomain : undefined);
  if (own === 'serviceAccount') needs(field(block, 'namespace'), label);
}

/** pkg/apis/flowcontrol/validation: ValidatePriorityLevelConfiguration. */
export const priorityLevel: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  const type = field(spec, 'type');
  needsOneOf(type, ['Exempt', 'Limited']);
  if ((text(object, 'metadata', 'name') === 'exempt') !== (text(type) === 'Exempt')) {
    refuseValue(type, 'does not go with the name', `The level "exempt" is Exempt, and no other: write ${listed(['Limited'])}.`);
  }
  const [limited, exempt] = [field(spec, 'limited'), field(spec, 'exempt')];
  if (text(type) === 'Exempt' && limited.value !== undefined) forbid(limited, 'the type is Exempt');
  for (const block of [limited, exempt]) {
    within(field(block, 'nominalConcurrencyShares'), 0);
    within(field(block, 'lendablePercent'), 0, 100);
  }
  if (text(type) !== 'Limited') return;
  if (exempt.value !== undefined) forbid(exempt, 'the type is Limited');
  if (limited.value === undefined) return missing(limited);
  within(field(limited, 'borrowingLimitPercent'), 0);
  limitResponse(field(limited, 'limitResponse'));
};

function limitResponse(spot: Spot): void {
  const type = field(spot, 'type');
  const queuing = field(spot, 'queuing');
  needsOneOf(type, ['Queue', 'Reject']);
  if (text(type) === 'Reject' && queuing.value !== undefined) forbid(queuing, 'the type is Reject');
  if (text(type) !== 'Queue') return;
  if (queuing.value === undefined) {
    missing(queuing);
    return;
  }
  const of = (key: string, byDefault: number) => integer(queuing, key) || byDefault;
  const [queues, hand] = [of('queues', 64), of('handSize', 8)];
  for (const [key, most] of [
    ['queueLengthLimit', undefined],
    ['queues', 10_000_000],
    ['handSize', queues],
  ] as const) {
    if (field(queuing, key).value !== 0) within(field(queuing, key), 1, most);
  }
  if (hand > queues) refuse(queuing, `A hand of ${hand} is more than the ${queues} queues.`, 'Write a smaller handSize.');
  // k8s.io/apiserver 0.35.4, pkg/util/shufflesharding: RequiredEntropyBits.
  let bits = 0;
  for (let card = 0; card < hand; card += 1) bits += Math.log2(Math.max(queues - card, 1));
  if (hand <= queues && Math.ceil(bits) > 60)
    refuse(queuing, 'A hand of so many out of so many queues cannot be dealt.', 'Write a smaller handSize.');
}
