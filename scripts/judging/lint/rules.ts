import path from 'node:path';
import type { Rule } from '../../../policies/model.ts';
import { type Loaded, loadTree } from '../../repository/folder.ts';

/** Where the rules are: one a file, flat or in the folder of its area. */
export const rulesFolder = 'policies/rules';

/**
 * All rules of a repository, sorted by id.
 * @param root folder of the repository
 * @throws Error for a file that is no rule, and for two files of one name
 */
export function loadRules(root: string): Promise<readonly Loaded<Rule>[]> {
  return loadTree<Rule>(path.join(root, rulesFolder));
}
