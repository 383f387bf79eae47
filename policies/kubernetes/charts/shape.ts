import type { DeclaredEnvironment, DeliveryFacts } from '../argo-cd/delivery-facts.ts';

/** What the meaning of a value may depend on. */
export interface ValueContext {
  /** The environment of the Application; of Argo CD itself: the one that it runs in. */
  readonly environment: DeclaredEnvironment;
  /** Whether it is judged like production. */
  readonly strict: boolean;
  readonly facts: DeliveryFacts;
  /** Repositories of the images that the chart renders, without tag and digest. */
  readonly images: readonly string[];
}

/** What a value may be: undefined where it is that, else what was expected, as the end of a sentence. */
export type Meaning = (value: unknown, context: ValueContext) => string | undefined;

/** What the values of a chart may be, key for key; a key that is not there is one that nobody has looked at. */
export interface Shape {
  readonly [key: string]: Shape | Meaning;
}
