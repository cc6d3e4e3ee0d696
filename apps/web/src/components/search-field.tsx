import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

// Merges keystrokes that arrive in a burst, as from a held-down key. A longer debounce would save no requests, because
// people type slower than that.
const debounceMilliseconds = 5;
const maxTextLength = 200;

interface SearchFieldProps {
  label: string;
  placeholder: string;
  text: string | undefined;
  onChange: (text: string | undefined) => void;
}

/** Search field that queries as the user types. */
export function SearchField({ label, placeholder, text = '', onChange }: SearchFieldProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(text);
  const [lastText, setLastText] = useState(text);
  // Reported texts that the URL does not reflect yet.
  const [reported, setReported] = useState<readonly string[]>([]);
  if (text !== lastText) {
    setLastText(text);
    setReported(reported.slice(reported.indexOf(text) + 1));
    if (!reported.includes(text)) {
      // The user went back or followed a link.
      setTyped(text);
      setReported([]);
    }
  }
  useEffect(() => {
    if (typed === (reported.at(-1) ?? text)) {
      return undefined;
    }
    const timer = setTimeout(() => {
      setReported([...reported, typed]);
      onChange(typed === '' ? undefined : typed);
    }, debounceMilliseconds);
    return () => clearTimeout(timer);
  });
  return (
    <TextInput
      type="search"
      flex="1 1 16rem"
      aria-label={label}
      placeholder={placeholder}
      maxLength={maxTextLength}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      rightSection={
        typed && <CloseButton size="sm" aria-label={t('clearSearch')} onClick={() => setTyped('')} />
      }
    />
  );
}
