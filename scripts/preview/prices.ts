/** What a unit of capacity costs. */
export interface Prices {
  /** Where the numbers are from; printed beside every sum. */
  readonly source: string;
  /** `YYYY-MM-DD` on which somebody looked. */
  readonly date: string;
  readonly currency: string;
  /** Of one CPU core for a month of 730 hours. */
  readonly core: number;
  /** Of one GiB of memory for a month. */
  readonly memory: number;
  /** Of one GiB of block storage for a month. */
  readonly storage: number;
}

/**
 * An example, to be replaced by the prices of the company's contract: list prices of general-purpose nodes divided by their cores and
 * memory. What is requested is not what is billed: nodes have room left over.
 */
export const prices: Prices = {
  source: 'example prices of a general-purpose node in us-east-1, on demand',
  date: '2026-09-01',
  currency: 'USD',
  core: 24.5,
  memory: 3.1,
  storage: 0.08,
};
