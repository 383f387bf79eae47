import { expect, it } from 'vitest';
import { parsed, plain } from '../../scripts/html/markdown.ts';

it.each([
  ['Chinese goes on in the next line without a space', '运维的\n命令', '运维的命令'],
  ['so after a mark, whatever follows', '见下，\n`npm run build`，\nGit 也是', '见下，npm run build，Git 也是'],
  ['in an item of a list', '- 锁定，\n  冻结', '锁定，冻结'],
  ['English keeps its spaces', 'the gates\nask', 'the gates\nask'],
  ['so between the two', '用 Git\n提交', '用 Git\n提交'],
  ['code keeps its lines', '```\n一\n二\n```', '一\n二'],
])('%s', (_, text, words) => {
  expect(plain(parsed(text))).toBe(words);
});
