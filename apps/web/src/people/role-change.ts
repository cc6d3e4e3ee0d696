import { performs, type Role } from '../session/roles.js';

/** What new roles mean, worth knowing before they are given. */
export type RoleConsequence =
  'stops-performing' | 'begins-performing' | 'gains-administration' | 'loses-administration';

const hasChanged = (before: readonly Role[], after: readonly Role[]): boolean =>
  before.length !== after.length || before.some((role) => !after.includes(role));

/** What it means that a person has other roles from now on; undefined when they are the same. */
export function consequencesOf(
  before: readonly Role[],
  after: readonly Role[],
): RoleConsequence[] | undefined {
  if (!hasChanged(before, after)) {
    return undefined;
  }
  const performed = performs({ roles: before });
  const willPerform = performs({ roles: after });
  const administered = before.includes('administrator');
  const willAdminister = after.includes('administrator');
  const consequences: [RoleConsequence, boolean][] = [
    ['stops-performing', performed && !willPerform],
    ['begins-performing', !performed && willPerform],
    ['gains-administration', !administered && willAdminister],
    ['loses-administration', administered && !willAdminister],
  ];
  return consequences.filter(([, isSo]) => isSo).map(([consequence]) => consequence);
}
