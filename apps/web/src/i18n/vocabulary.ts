import type { english } from './english/english.js';

type English = typeof english;

/**
 * All words of an area in another language. A phrase that counts (`_one`, `_other`) may have the further forms of that
 * language.
 */
type Translated<Area> = { [Phrase in keyof Area]: string } & {
  [
    Form in `${Extract<keyof Area, `${string}_other`>}` as Form extends `${infer Phrase}_other`
      ? `${Phrase}_${'few' | 'many'}`
      : never
  ]?: string;
};

/** All words in another language; a missing one does not compile. */
export type Words = { [Area in keyof English]: Translated<English[Area]> };

/** Words that stand in for English ones. */
export type SomeWords = { [Area in keyof English]?: Partial<Translated<English[Area]>> };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: English;
  }
}
