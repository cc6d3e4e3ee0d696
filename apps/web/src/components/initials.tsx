import classes from './initials.module.css';

interface InitialsProps {
  name: string;
  /** What the person has to do with it, for a tooltip; the name by default. */
  title?: string;
  /** Whether the name stands beside them, so that a screen reader need not read it twice. */
  isDecoration?: boolean;
}

/** The initials of a person in a circle. */
export function Initials({ name, title = name, isDecoration = false }: InitialsProps) {
  const meaning = isDecoration ? { 'aria-hidden': true } : { role: 'img', 'aria-label': title };
  return (
    <span {...meaning} title={title} className={classes.circle}>
      {initialsOf(name)}
    </span>
  );
}

/** The first letters of the first and the last word of a name, in capitals. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => firstLetter(word ?? '').toLocaleUpperCase()).join('');
}

/** As a reader counts letters: an accent or a joined emoji belongs to its letter. */
const firstLetter = (word: string): string =>
  letters.segment(word)[Symbol.iterator]().next().value?.segment ?? '';

const letters = new Intl.Segmenter();
