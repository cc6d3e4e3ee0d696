/** Text that is HTML already. */
export class Html {
  constructor(readonly source: string) {}
}

type Value = string | Html | readonly Html[];

/** HTML from a template: every text that is put in is escaped, so that nobody writes markup into it. */
export const html = (parts: TemplateStringsArray, ...values: Value[]): Html =>
  new Html(parts.map((part, index) => part + sourceOf(values[index] ?? '')).join(''));

const sourceOf = (value: Value): string => {
  if (typeof value === 'string') {
    return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  }
  return value instanceof Html ? value.source : value.map(({ source }) => source).join('');
};
