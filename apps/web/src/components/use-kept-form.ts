import { useForm, type UseFormInput, type UseFormReturnType } from '@mantine/form';
import { useSessionStorage } from '@mantine/hooks';
import { useSignedIn } from '../session/use-session.js';

interface KeptForm<Values extends object> {
  form: UseFormReturnType<Values>;
  /** Drops what is kept, once it was sent. */
  forget: () => void;
}

/**
 * A form that keeps what the signed-in person typed, in this tab, when its dialog is closed or the page is reloaded, until it is
 * sent. `name` tells forms apart; the fields in `secrets` are never kept.
 */
export function useKeptForm<Values extends object>(
  name: string,
  { secrets = [], ...input }: UseFormInput<Values> & { initialValues: Values; secrets?: (keyof Values)[] },
): KeptForm<Values> {
  const person = useSignedIn();
  const [kept, keep, forget] = useSessionStorage<Partial<Values>>({
    key: `ates-${name}-${person.id}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const form = useForm<Values>({
    ...input,
    initialValues: { ...input.initialValues, ...kept },
    onValuesChange: (values) =>
      keep({ ...values, ...Object.fromEntries(secrets.map((secret) => [secret, undefined])) }),
  });
  return { form, forget };
}
