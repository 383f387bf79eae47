/**
 * The words of a text as the index of the search has them: runs of letters and digits, and of Chinese, which writes no spaces, each
 * character and each pair of neighbours.
 * @param {string} text
 * @returns {string[]}
 */
export function termsOf(text) {
  return [...text.toLowerCase().matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+/gu)].flatMap(([run]) => {
    if (!/\p{Script=Han}/u.test(run)) return [run];
    const characters = [...run.replace(/[^\p{Script=Han}]/gu, '')];
    return characters.flatMap((character, index) => (index === 0 ? [character] : [character, `${characters[index - 1]}${character}`]));
  });
}

/** How the index is made, and asked. */
export const indexOptions = {
  fields: ['title', 'page', 'text'],
  storeFields: ['title', 'page', 'file'],
  tokenize: termsOf,
};

/** How it is asked: beginnings of words count, and a letter that is wrong in a long word. Chinese matches as it is written. */
export const searchOptions = {
  boost: { title: 4, page: 2 },
  combineWith: 'AND',
  prefix: (term) => !/\p{Script=Han}/u.test(term),
  fuzzy: (term) => (term.length > 5 && !/\p{Script=Han}/u.test(term) ? 0.2 : false),
};
