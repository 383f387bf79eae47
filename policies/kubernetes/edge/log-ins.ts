import type { Fields, Problem, World } from '../../model.ts';
import { asText, at, listAt, textAt } from '../fields.ts';

/** Whom a SecurityPolicy lets in by a claim, and how it comes to know the claim, as ends of sentences. */
export function admission(spec: Fields, hosts: readonly string[], world: World): readonly Problem[] {
  return [...allowed(spec), ...claims(spec, world), ...token(spec), ...cookie(textAt(spec, 'oidc', 'cookieDomain'), hosts)];
}

/** Envoy Gateway 1.9.0: without a default action it denies. */
function allowed(spec: Fields): readonly Problem[] {
  const rules = listAt(spec, 'authorization', 'rules');
  const denies = (textAt(spec, 'authorization', 'defaultAction') ?? 'Deny') === 'Deny';
  return rules.length > 0 && denies && rules.every((rule) => textAt(rule, 'action') === 'Deny')
    ? [{ message: 'lets nobody in: it denies, and none of its rules allows', path: 'spec.authorization' }]
    : [];
}

/** Claims of one word (OpenID Connect Core 1.0, 5.1). */
const ofOneWord: readonly string[] = ['sub', 'name', 'email', 'preferred_username', 'nickname', 'given_name', 'family_name', 'iss', 'azp'];

function claims(spec: Fields, world: World): readonly Problem[] {
  const scopes = listAt(spec, 'oidc', 'scopes');
  const known = groupsIn(world);
  return listAt(spec, 'authorization', 'rules').flatMap((rule, index) =>
    listAt(rule, 'principal', 'jwt', 'claims').flatMap((claim, place): readonly Problem[] => {
      const path = `spec.authorization.rules[${index}].principal.jwt.claims[${place}]`;
      const name = textAt(claim, 'name') ?? '';
      if (ofOneWord.includes(name)) {
        return textAt(claim, 'valueType') === 'StringArray'
          ? [{ message: `looks for a list in the claim "${name}", which is one word`, path }]
          : [];
      }
      if (name !== 'groups') return [];
      const strange = listAt(claim, 'values').flatMap((value) =>
        asText(value) !== undefined && isStrange(asText(value) ?? '', known) ? [value] : [],
      );
      return [
        ...strange.map((group) => ({
          message: `lets the group "${group}" in, which has no right in this environment (${known.join(', ')} ${known.length === 1 ? 'has' : 'have'})`,
          path: `${path}.values`,
        })),
        ...(scopes.length > 0 && !scopes.includes(name)
          ? [{ message: `decides by the claim "${name}", and does not ask for it (scopes)`, path: 'spec.oidc.scopes' }]
          : []),
      ];
    }),
  );
}

/** The groups that the environment gives rights in the cluster. */
function groupsIn(world: World): readonly string[] {
  const bindings = [...world.ofKind('RoleBinding'), ...world.ofKind('ClusterRoleBinding')].filter(({ origin }) => origin === undefined);
  const names = bindings.flatMap(({ fields }) =>
    listAt(fields, 'subjects').flatMap((subject) => (textAt(subject, 'kind') === 'Group' ? (textAt(subject, 'name') ?? []) : [])),
  );
  return [...new Set(names)].filter((name) => !name.startsWith('system:')).sort();
}

/** A group of the family that has rights here (the same first word), which itself has none. */
function isStrange(group: string, known: readonly string[]): boolean {
  const family = /^[^-_:]+[-_:]/.exec(group)?.[0];
  return family !== undefined && !known.includes(group) && known.some((name) => name.startsWith(family));
}

/** The token that the log-in gives must be the one that is looked at, and be asked for. */
function token(spec: Fields): readonly Problem[] {
  const put = textAt(spec, 'oidc', 'forwardIDToken', 'header');
  if (at(spec, 'oidc') === undefined) return [];
  return [
    ...(at(spec, 'jwt', 'optional') === true ? [{ message: 'takes requests without a token', path: 'spec.jwt.optional' }] : []),
    ...listAt(spec, 'jwt', 'providers').flatMap((provider, index) => {
      const read = listAt(provider, 'extractFrom', 'headers').flatMap((header) => textAt(header, 'name') ?? []);
      const forwards = at(spec, 'oidc', 'forwardAccessToken') === true && read.some((name) => name.toLowerCase() === 'authorization');
      if (put === undefined || read.length === 0 || forwards || read.some((name) => name.toLowerCase() === put.toLowerCase())) return [];
      return [
        {
          message: `puts the token into "${put}", and reads it from "${read.join('", "')}"`,
          path: `spec.jwt.providers[${index}].extractFrom`,
        },
      ];
    }),
  ];
}

/** A cookie goes to all hosts below its domain. */
function cookie(domain: string | undefined, hosts: readonly string[]): readonly Problem[] {
  if (domain === undefined || hosts.length === 0) return [];
  const path = 'spec.oidc.cookieDomain';
  const isBelow = (host: string) => host === domain || host.endsWith(`.${domain}`);
  if (!hosts.every(isBelow))
    return [
      {
        message: `gives its cookie to "${domain}", where none of its hosts is`.replace('none', hosts.some(isBelow) ? 'not each' : 'none'),
        path,
      },
    ];
  const parents = hosts.map((host) => host.slice(host.indexOf('.') + 1));
  const isWider = parents.every((parent) => parent !== domain && parent.endsWith(`.${domain}`));
  return isWider ? [{ message: `gives its cookie to every host below "${domain}", and is for hosts below "${parents[0]}"`, path }] : [];
}
