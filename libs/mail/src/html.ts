/** Trusted HTML. */
export class Html {
  constructor(readonly source: string) {}
}

type Value = string | Html | readonly Html[];

/** Template tag for HTML: escapes every interpolated text, so that no text can inject markup. */
export const html = (parts: TemplateStringsArray, ...values: Value[]): Html =>
  new Html(parts.map((part, index) => part + sourceOf(values[index] ?? '')).join(''));

const sourceOf = (value: Value): string => {
  if (typeof value === 'string') {
    return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  }
  return value instanceof Html ? value.source : value.map(({ source }) => source).join('');
};
