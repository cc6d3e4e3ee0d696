import { performs, type Role } from '../session/roles.js';

/** Consequences of a role change that a user should know before confirming it. */
export type RoleConsequence =
  'stops-performing' | 'begins-performing' | 'gains-administration' | 'loses-administration';

const hasChanged = (before: readonly Role[], after: readonly Role[]): boolean =>
  before.length !== after.length || before.some((role) => !after.includes(role));

/** The consequences of a role change; undefined if the roles are the same. */
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
  return consequences.filter(([, applies]) => applies).map(([consequence]) => consequence);
}
