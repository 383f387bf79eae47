import { describe, expect, it } from 'vitest';
import { drawing, escaped, html, textOf } from '../../scripts/html/html.ts';
import { previewHtml } from '../../scripts/preview/page/document.ts';
import { flowPicture } from '../../scripts/preview/page/flow-picture.ts';
import { rowsOf } from '../../scripts/preview/page/side-by-side.ts';
import { flowsWith, hostilePreview, previewWith } from '../support/hostile-preview.ts';
import fc from '../support/random.ts';

/** Tags of a page with the names of their attributes, without the style, which is a file of ours. */
function tagsOf(page: string): readonly string[] {
  return [...page.replace(/<style>[\s\S]*?<\/style>/, '').matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/="[^"]*"/g, '='));
}

const own =
  /^<(?:!doctype html|\/?(?:html|head|body|main|nav|h1|h2|h3|p|ul|li|code|strong|table|thead|tbody|tr|th|td|span|div|details|summary|svg|g|title|rect|path|text|a|meta|link)(?: (?:lang|charset|http-equiv|content|name|rel|href|class|id|scope|tabindex|aria-label|role|viewBox|width|height|x|y|rx|d)=)*)>$/;

describe('a text of a pull request', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          '<',
          '>',
          '"',
          "'",
          '&',
          '</td>',
          '<script>',
          '</style>',
          '<!--',
          '-->',
          ' onload=',
          '&lt;',
          '\n',
          '\u202e',
          '\u0000',
          'a',
          ']]>',
        ),
        { maxLength: 20 },
      )
      .map((parts) => parts.join('')),
  );

  it('never becomes markup of the page, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 8 }), hostile, fc.array(hostile, { maxLength: 3 }), (names, value, environments) => {
        const preview = previewWith(names, value, environments);
        const page = previewHtml({ ...preview, impacts: [...preview.impacts, ...flowsWith(names, value, environments[0] ?? '')] });
        expect(tagsOf(page).filter((tag) => !own.test(tag))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('leads nowhere: every address of the page is a part of it', () => {
    const addresses = [...previewHtml(hostilePreview).matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(addresses.filter((address) => !/^#[a-z]+$/.test(address) && address !== 'data:,')).toEqual([]);
  });

  it('has nothing unseen in it', () => {
    const page = previewHtml(previewWith(['a\u202eb'], 'c\u0000d', ['dev']));
    expect(['\u202e', '\u0000'].filter((character) => page.includes(character))).toEqual([]);
  });
});

describe('markup', () => {
  it('is only what a template says', () => {
    expect(textOf(html`<a href="${'"><b>'}">${['<i>', html`<b>${1}</b>`, false, undefined]}</a>`)).toBe(
      '<a href="&quot;&gt;&lt;b&gt;">&lt;i&gt;<b>1</b></a>',
    );
    expect(escaped(`&<>"'`)).toBe('&amp;&lt;&gt;&quot;&#39;');
  });

  it.each(['<p>no picture</p>', '<svg><script></script></svg>', '<svg onload="x"></svg>', '<svg><a href="x"></a></svg>'])(
    'takes no drawing that does something: %s',
    (svg) => {
      expect(() => drawing(svg)).toThrow('This is no plain picture.');
    },
  );
});

describe('a diff side by side', () => {
  it('has what comes beside what goes, and gaps between the parts', () => {
    const patch = '@@ -1,3 +1,4 @@\n kind: A\n-old: 1\n-old: 2\n+new: 1\n+new: 2\n+new: 3\n same: 1\n@@ -9 +9 @@\n-gone: 1\n';
    expect(rowsOf(patch)).toEqual([
      { before: 'kind: A', after: 'kind: A', kind: 'same' },
      { before: 'old: 1', after: 'new: 1', kind: 'changed' },
      { before: 'old: 2', after: 'new: 2', kind: 'changed' },
      { before: undefined, after: 'new: 3', kind: 'changed' },
      { before: 'same: 1', after: 'same: 1', kind: 'same' },
      { before: undefined, after: undefined, kind: 'gap' },
      { before: 'gone: 1', after: undefined, kind: 'changed' },
    ]);
  });
});

describe('the picture of flows', () => {
  it('has a source once, a row for each flow, and counts what it leaves out', () => {
    const flows = Array.from({ length: 70 }, (_, index) => `"client-${index % 2}" of namespace "erp"`);
    const { picture, leftOut } = flowPicture(flowsWith(flows, '"store" of namespace "erp-infra"', 'dev'));
    const text = textOf(picture);
    expect({
      leftOut,
      sources: text.split('>erp/client-').length - 1,
      opened: text.split('class="opened"').length - 1,
      closed: text.split('class="closed"').length - 1,
    }).toEqual({
      leftOut: 10,
      sources: 2,
      opened: 35,
      closed: 25,
    });
  });
});

it('a page says everything that the comment leaves to it', () => {
  const page = previewHtml(previewWith(['first', 'second'], 'value', ['production']));
  for (const part of [
    'Restarts pods',
    'Capacity and money',
    'Changes, by their shape',
    'Changed files that build nothing',
    'class="old"',
    'class="new"',
  ])
    expect(page).toContain(part);
});
