/** The languages that pages for people are written in. */
export type Language = 'en' | 'ru';

/** The one of ours that the reader's browser asks for first; English when it asks for neither. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map(weighted)
    .sort((left, right) => right.weight - left.weight);
  return firstOfOurs(wanted) === 'ru' ? 'ru' : 'en';
}

interface Weighted {
  language: string;
  weight: number;
}

const weighted = (part: string): Weighted => {
  const [tag = '', ...parameters] = part.split(';').map((text) => text.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return {
    language: tag.toLowerCase().split('-')[0] ?? '',
    weight: quality ? Number(quality.slice(2)) || 0 : 1,
  };
};

const firstOfOurs = (wanted: Weighted[]): string | undefined =>
  wanted.find(({ language, weight }) => weight > 0 && ['en', 'ru'].includes(language))?.language;
