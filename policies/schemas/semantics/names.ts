import { asFields, below } from '../../kubernetes/fields.ts';
import type { Manifest } from '../../model.ts';
import type { SchemaProblem } from '../problem.ts';
import { checkMetadata } from './metadata.ts';
import { label, subdomain } from './spots/checks.ts';
import { isLabelSelector } from './spots/selectors.ts';
import { spotOf } from './spots/spot.ts';

/** Names, labels and annotations of an object of an operator's kind. */
export function nameProblems({ fields, kind }: Manifest): readonly SchemaProblem[] {
  const spot = spotOf(fields);
  checkMetadata(spot, kind === 'postgresql' ? label : subdomain, { isOurs: false });
  return spot.found;
}

/** All label selectors in an object of an operator's kind, wherever they are: keys, values, operators. */
export function selectorProblems({ fields, kind }: Manifest): readonly SchemaProblem[] {
  // Contents of other programs are no selectors.
  if (['Application', 'ApplicationSet'].includes(kind)) return [];
  const found: SchemaProblem[] = [];
  const visit = (value: unknown, path: string) => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, `${path}[${index}]`);
      return;
    }
    const own = asFields(value);
    if (own === undefined) return;
    // Nodes are selected by more operators, of which an operator's kind knows nothing.
    if ('matchLabels' in own || ('matchExpressions' in own && !/nodeSelectorTerms|preference/.test(path)))
      isLabelSelector({ value: own, path, found });
    for (const [key, child] of Object.entries(own)) if (typeof child === 'object' && child !== null) visit(child, below(path, key));
  };
  visit(fields['spec'], 'spec');
  return found;
}
