import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

// Letters that come at once, as a key held down gives them, are one question. A longer pause would spare nobody a question:
// people type slower than that.
const pauseMilliseconds = 5;
const longestText = 200;

interface SearchFieldProps {
  text: string | undefined;
  onChange: (text: string | undefined) => void;
}

/** Searches as one types. */
export function SearchField({ text = '', onChange }: SearchFieldProps) {
  const { t } = useTranslation('tasks');
  const [typed, setTyped] = useState(text);
  const [seen, setSeen] = useState(text);
  // What was told and has not come back by the address yet.
  const [told, setTold] = useState<readonly string[]>([]);
  if (text !== seen) {
    setSeen(text);
    setTold(told.slice(told.indexOf(text) + 1));
    if (!told.includes(text)) {
      // Somebody went back, or followed a link.
      setTyped(text);
      setTold([]);
    }
  }
  useEffect(() => {
    if (typed === (told.at(-1) ?? text)) {
      return undefined;
    }
    const pause = setTimeout(() => {
      setTold([...told, typed]);
      onChange(typed === '' ? undefined : typed);
    }, pauseMilliseconds);
    return () => clearTimeout(pause);
  });
  return (
    <TextInput
      type="search"
      flex="1 1 16rem"
      aria-label={t('search')}
      placeholder={t('searchHint')}
      maxLength={longestText}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      rightSection={
        typed && <CloseButton size="sm" aria-label={t('clearSearch')} onClick={() => setTyped('')} />
      }
    />
  );
}
