const made = Symbol('html');

/** Markup that `html` made: every value in it is text, or markup that was made so. Nothing else can be put where markup is asked for. */
export interface Html {
  readonly [made]: string;
}

/** What may stand in a template: texts and numbers are escaped; nothing is printed of what is absent or false. */
export type Content = Html | string | number | false | undefined | readonly Content[];

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A template of HTML. A value is text of an element, or stands between the quotation marks of an attribute. */
export function html(words: TemplateStringsArray, ...values: readonly Content[]): Html {
  return { [made]: words.map((word, index) => word + printed(values[index])).join('') };
}

/** A tag whose name is only known when it runs, out of a few. */
export function element(
  name: 'h1' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6' | 'th' | 'td' | 'ol' | 'ul',
  attributes: Html,
  content: Content,
): Html {
  return { [made]: `<${name}${attributes[made]}>${printed(content)}</${name}>` };
}

/**
 * A picture that a program of ours drew, taken as it is.
 * @throws Error for what is no SVG, or holds a script, a link or an address
 */
export function drawing(svg: string): Html {
  const start = svg.indexOf('<svg');
  const own = svg.slice(start);
  if (start === -1 || /<script|<foreignObject|<a[\s>]|\son[a-z]+\s*=|href\s*=|<style|javascript:/i.test(own))
    throw new Error('This is no plain picture.');
  return { [made]: own };
}

/** The characters of the markup. */
export function textOf(markup: Html): string {
  return markup[made];
}

/** A text as it stands in HTML, in an element or between quotation marks. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

function printed(value: Content): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  if (Array.isArray(value)) return (value as readonly Content[]).map(printed).join('');
  return (value as Html)[made];
}
