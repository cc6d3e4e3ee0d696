import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface OrderSelectProps<Order extends string> {
  order: Order;
  options: readonly { value: Order; label: string }[];
  onChange: (order: Order) => void;
}

/** Chooses the order of a list. */
export function OrderSelect<Order extends string>({ order, options, onChange }: OrderSelectProps<Order>) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('sortBy')}
      value={order}
      data={options.map(({ value, label }) => ({ value, label }))}
      onChange={({ currentTarget }) => {
        const chosen = options.find(({ value }) => value === currentTarget.value);
        if (chosen) {
          onChange(chosen.value);
        }
      }}
    />
  );
}
