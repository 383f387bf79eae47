export function termsOf(text: string): string[];
export const indexOptions: { fields: string[]; storeFields: string[]; tokenize: (text: string) => string[] };
export const searchOptions: {
  boost: Record<string, number>;
  combineWith: 'AND';
  prefix: (term: string) => boolean;
  fuzzy: (term: string) => number | false;
};
