import { Modal, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import IconChecklist from '@tabler/icons-react/icons/IconChecklist';
import IconSearch from '@tabler/icons-react/icons/IconSearch';
import IconUser from '@tabler/icons-react/icons/IconUser';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useOpenAfterMount } from '../components/lazy-dialog.js';
import { hasRole, useSignedIn } from '../session/use-session.js';
import { chosenAhead, type FrameDialog } from './frame-dialog.js';
import { matches, usePagesAndActions, type PaletteItem } from './palette-items.js';
import { foundPeople, foundTasks } from './palette-queries.js';
import classes from './palette.module.css';

const debounceMilliseconds = 120;
const maxTextLength = 200;
const iconSize = 18;

interface PaletteProps {
  isOpen: boolean;
  onClose: () => void;
  /** Opens another dialog of the frame, after this one was closed. */
  onOpenDialog: (dialog: FrameDialog) => void;
  /** Text that was typed before the palette appeared. */
  typedAhead: RefObject<string>;
}

/** The command palette: finds pages, actions, tasks and, for administrators, people (docs/adr/0083). */
export function Palette({ isOpen, onClose, onOpenDialog, typedAhead }: PaletteProps) {
  const { t } = useTranslation('palette');
  return (
    <Modal.Root
      opened={useOpenAfterMount(isOpen)}
      onClose={onClose}
      size="36rem"
      yOffset="12vh"
      returnFocus={false}
    >
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content aria-label={t('palette')}>
        <Modal.Body p={0}>
          <Search onClose={onClose} onOpenDialog={onOpenDialog} typedAhead={typedAhead} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** The tasks and people that contain the text, and whether they are still being searched. */
function useFound(text: string) {
  const navigate = useNavigate();
  const mayFindPeople = hasRole(useSignedIn(), ['administrator']);
  const [searched] = useDebouncedValue(text, debounceMilliseconds);
  const tasks = useQuery(foundTasks(searched));
  const people = useQuery(foundPeople(searched, mayFindPeople));
  const isSearching = text !== searched || tasks.isLoading || people.isLoading;
  const taskItems = (tasks.data?.items ?? []).map(({ uuid, title, jira_id }): PaletteItem => ({
    id: uuid,
    label: title,
    detail: jira_id ?? undefined,
    icon: IconChecklist,
    run: () => void navigate({ to: '/tasks/$uuid', params: { uuid } }),
  }));
  const personItems = (people.data?.items ?? []).map(({ uuid, name, email }): PaletteItem => ({
    id: uuid,
    label: name,
    detail: email,
    icon: IconUser,
    run: () => void navigate({ to: '/people/$uuid', params: { uuid } }),
  }));
  // Results of an earlier text could be opened by mistake.
  return isSearching
    ? { isSearching, tasks: [], people: [] }
    : { isSearching, tasks: taskItems, people: personItems };
}

function Search({ onClose, onOpenDialog, typedAhead }: Omit<PaletteProps, 'isOpen'>) {
  const { t } = useTranslation(['palette', 'common']);
  const id = useId();
  const [typed, setTyped] = useState(() => typedAhead.current.replaceAll(chosenAhead, ''));
  const [selected, setSelected] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const text = typed.trim();
  const { pages, actions } = usePagesAndActions(onOpenDialog);
  const found = useFound(text);
  const shown = (items: readonly PaletteItem[]) => items.filter(({ label }) => matches(label, text));
  const groups = [
    { label: t('pages'), items: shown(pages) },
    { label: t('actions'), items: shown(actions) },
    { label: t('common:place_tasks'), items: found.tasks },
    { label: t('common:place_people'), items: found.people },
  ].filter(({ items }) => items.length > 0);
  const items = groups.flatMap((group) => group.items);
  const current = items[Math.min(selected, items.length - 1)];
  const optionId = (item: PaletteItem) => `${id}-${item.id}`;
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [current?.id]);
  const run = (item: PaletteItem) => {
    onClose();
    item.run();
  };
  const isChosen = useRef(typedAhead.current.endsWith(chosenAhead));
  useEffect(() => {
    if (isChosen.current && current) {
      isChosen.current = false;
      run(current);
    }
  });
  const move = (step: number) => {
    const from = current ? items.indexOf(current) : 0;
    setSelected((from + step + items.length) % Math.max(1, items.length));
  };
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      move(step);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing && current) {
      event.preventDefault();
      run(current);
    }
  };
  return (
    <>
      <div className={classes.field}>
        <IconSearch size={iconSize} aria-hidden />
        <input
          data-autofocus
          autoFocus
          className={classes.input}
          role="combobox"
          aria-label={t('palette')}
          aria-expanded={items.length > 0}
          aria-controls={items.length > 0 ? id : undefined}
          aria-activedescendant={current && optionId(current)}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={t('paletteHint')}
          maxLength={maxTextLength}
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            setSelected(0);
          }}
          onKeyDown={press}
        />
      </div>
      <div className={classes.results}>
        {items.length > 0 && (
          <div ref={list} id={id} role="listbox" aria-label={t('palette')} className={classes.list}>
            {groups.map((group, index) => (
              <div key={group.label} role="group" aria-labelledby={`${id}-group-${index}`}>
                <div id={`${id}-group-${index}`} role="presentation" className={classes.groupLabel}>
                  {group.label}
                </div>
                {group.items.map((item) => (
                  <Option
                    key={item.id}
                    id={optionId(item)}
                    item={item}
                    isSelected={item === current}
                    onPoint={() => setSelected(items.indexOf(item))}
                    onChoose={() => run(item)}
                  />
                ))}
              </div>
            ))}
          </div>
        )}
        <Text role="status" size="sm" c="dimmed" className={classes.state}>
          {found.isSearching ? t('searching') : items.length === 0 ? t('nothingFound', { text }) : ''}
        </Text>
      </div>
    </>
  );
}

interface OptionProps {
  id: string;
  item: PaletteItem;
  isSelected: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

function Option({ id, item: { label, detail, icon: Icon }, isSelected, onPoint, onChoose }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={isSelected}
      className={classes.option}
      onMouseMove={onPoint}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <Icon size={iconSize} stroke={1.6} aria-hidden />
      <span className={classes.optionLabel}>{label}</span>
      {detail !== undefined && <span className={classes.detail}>{detail}</span>}
    </div>
  );
}
