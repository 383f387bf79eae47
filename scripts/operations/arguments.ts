import { InvalidArgumentError } from 'commander';

/** A whole number above 0, as an argument. */
export function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number above 0.');
}

/**
 * Minutes that somebody waits, at most two hours.
 * @throws {InvalidArgumentError} if it is none
 */
export function minutes(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number <= 120) return number;
  throw new InvalidArgumentError('Give whole minutes, at most 120.');
}
