import type { english } from './english/english.js';

type English = typeof english;

/**
 * All texts of an area in another language. A pluralized text (`_one`, `_other`) may have that language's further
 * plural forms.
 */
type Translated<Area> = { [Key in keyof Area]: string } & {
  [
    Form in `${Extract<keyof Area, `${string}_other`>}` as Form extends `${infer Key}_other`
      ? `${Key}_${'few' | 'many'}`
      : never
  ]?: string;
};

/** All texts in another language; a missing one is a compile error. */
export type Texts = { [Area in keyof English]: Translated<English[Area]> };

/** Texts that override some of the English ones. */
export type SomeTexts = { [Area in keyof English]?: Partial<Translated<English[Area]>> };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: English;
  }
}
