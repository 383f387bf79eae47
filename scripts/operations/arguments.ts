import { InvalidArgumentError } from 'commander';

/** A whole number above 0, as an argument. */
export function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number above 0.');
}
