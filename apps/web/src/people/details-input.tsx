import { ActionIcon, Button, CloseButton, Input, Stack, Textarea, TextInput } from '@mantine/core';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { detailProblems, longestDetailName, newRow, type DetailProblems, type DetailRow } from './details.js';
import classes from './details.module.css';

interface DetailsInputProps {
  rows: readonly DetailRow[];
  /** If set, each row says what is wrong with it. */
  error: ReactNode;
  onChange: (rows: readonly DetailRow[]) => void;
}

/** Free-form details as names and values, which can be added, renamed and removed. */
export function DetailsInput({ rows, error, onChange }: DetailsInputProps) {
  const { t } = useTranslation('people');
  const addButton = useRef<HTMLButtonElement>(null);
  const added = useRef<string>(undefined);
  const problems = error ? detailProblems(rows) : new Map<string, DetailProblems>();
  const change = (changed: DetailRow) => onChange(rows.map((row) => (row.id === changed.id ? changed : row)));
  const add = () => {
    const row = newRow();
    added.current = row.id;
    onChange([...rows, row]);
  };
  const remove = (id: string) => {
    onChange(rows.filter((row) => row.id !== id));
    addButton.current?.focus();
  };
  const focusIfAdded = (id: string) => (input: HTMLInputElement | null) => {
    if (input && added.current === id) {
      added.current = undefined;
      input.focus();
    }
  };
  return (
    <Input.Wrapper
      label={t('details')}
      description={t('detailsAbout')}
      error={error}
      inputWrapperOrder={['label', 'description', 'error', 'input']}
      labelElement="div"
      role="group"
      aria-label={t('details')}
    >
      <Stack gap="xs" mt="xs" align="stretch">
        {rows.map((row, at) => (
          <Row
            key={row.id}
            row={row}
            number={at + 1}
            problems={problems.get(row.id) ?? {}}
            nameRef={focusIfAdded(row.id)}
            onChange={change}
            onRemove={() => remove(row.id)}
          />
        ))}
        <Button ref={addButton} variant="default" size="xs" className={classes.add} onClick={add}>
          {t('addDetail')}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}

interface RowProps {
  row: DetailRow;
  number: number;
  problems: DetailProblems;
  nameRef: (input: HTMLInputElement | null) => void;
  onChange: (row: DetailRow) => void;
  onRemove: () => void;
}

function Row({ row, number, problems, nameRef, onChange, onRemove }: RowProps) {
  const { t } = useTranslation('people');
  const name = row.name.trim() || String(number);
  return (
    <div className={classes.row}>
      <TextInput
        ref={nameRef}
        aria-label={t('detailName', { number })}
        placeholder={t('detailNameHint')}
        maxLength={longestDetailName}
        autoComplete="off"
        value={row.name}
        error={problems.name && t(problems.name)}
        onChange={({ currentTarget }) => onChange({ ...row, name: currentTarget.value })}
      />
      <Textarea
        aria-label={t('detailValue', { name })}
        placeholder={t(row.isJson ? 'detailJsonHint' : 'detailValueHint')}
        autosize
        minRows={1}
        maxRows={10}
        spellCheck={!row.isJson}
        classNames={{ input: row.isJson ? `${classes.text} ${classes.json}` : classes.text }}
        value={row.text}
        error={problems.text && t(problems.text)}
        onChange={({ currentTarget }) => onChange({ ...row, text: currentTarget.value })}
      />
      <div className={classes.actions}>
        <ActionIcon
          variant={row.isJson ? 'light' : 'subtle'}
          color={row.isJson ? undefined : 'gray'}
          size="lg"
          aria-label={t('detailIsJson', { name })}
          title={t('detailIsJsonHint')}
          aria-pressed={row.isJson}
          onClick={() => onChange({ ...row, isJson: !row.isJson })}
        >
          <span aria-hidden className={classes.braces}>
            {'{ }'}
          </span>
        </ActionIcon>
        <CloseButton
          size="lg"
          aria-label={t('removeDetail', { name })}
          title={t('removeDetail', { name })}
          onClick={onRemove}
        />
      </div>
    </div>
  );
}
