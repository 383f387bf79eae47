/** A sentence with values in it that come from the files of a pull request, so that whoever prints it can keep them apart. */
export interface Sentence {
  readonly words: readonly string[];
  readonly values: readonly string[];
}

/** Makes a sentence: say`restarts the pods of ${name}`. */
export function say(words: TemplateStringsArray, ...values: readonly (string | number)[]): Sentence {
  return { words: [...words], values: values.map(String) };
}

/** The sentence as plain text. */
export function plainText({ words, values }: Sentence): string {
  return words.map((word, index) => word + (values[index] ?? '')).join('');
}

/** A value in one line: text as it is, everything else as JSON, nothing as `(none)`. */
export function short(value: unknown): string {
  if (value === undefined || value === null) return '(none)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
