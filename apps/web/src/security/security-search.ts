import { isUuid } from '../components/uuids.js';
import { isAction, type Action } from './actions.js';

/** Search parameters of the security log. */
export interface SecuritySearch {
  action?: Action;
  /** Id of a person who is the actor or the subject of the entries. */
  person?: string;
  address?: string;
  request?: string;
  /** Days in the browser's time zone, as `2026-03-02`; both included. */
  from?: string;
  to?: string;
}

const day = /^\d{4}-\d\d-\d\d$/;
const maxLength = 100;

const isDay = (value: string): boolean => day.test(value) && !Number.isNaN(Date.parse(value));

const isShort = (value: string): boolean => value !== '' && value.length <= maxLength;

const textIf = (value: unknown, isValid: (text: string) => boolean): string | undefined =>
  typeof value === 'string' && isValid(value) ? value : undefined;

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const securitySearch = (search: Record<string, unknown>): SecuritySearch => ({
  action: isAction(search['action']) ? search['action'] : undefined,
  person: textIf(search['person'], isUuid),
  address: textIf(search['address'], isShort),
  request: textIf(search['request'], isShort),
  from: textIf(search['from'], isDay),
  to: textIf(search['to'], isDay),
});

/** The filters as the services expect them. */
export interface SecurityFilters {
  action?: string;
  person?: string;
  address?: string;
  request_id?: string;
  from?: string;
  to?: string;
}

/** Omits unset filters, so that equal searches have equal query keys. */
export function filtersOf({ action, person, address, request, from, to }: SecuritySearch): SecurityFilters {
  return {
    ...(action && { action }),
    ...(person && { person }),
    ...(address && { address }),
    ...(request && { request_id: request }),
    ...(from && { from: startOf(from, 0) }),
    ...(to && { to: startOf(to, 1) }),
  };
}

/** The start of the day `daysLater` days after `value`, in the browser's time zone, as an instant. */
function startOf(value: string, daysLater: number): string {
  const start = new Date(`${value}T00:00:00`);
  start.setDate(start.getDate() + daysLater);
  return start.toISOString();
}
