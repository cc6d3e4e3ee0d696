import type { OpenAPIObject } from '@nestjs/swagger';
import { accessExtension, type AccessRule } from '../access.js';
import { problemType } from '../edge/refusals.mjs';
import { idempotencyHeader, problemsOf } from './documentation.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Responses = Operation['responses'];

/** Health and metrics: they respond without the database. */
const operationTag = 'operation';

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * Documents on each operation what follows from its declaration, exactly as it is enforced: who may use it (`@Allow`), and
 * the problems that come of that, of its schemas, of a cursor, of an `Idempotency-Key` and of the database. Problems that a route
 * documents itself are kept.
 */
export function describeOperations(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const method of methods) {
      const operation = path[method];
      if (operation) {
        describe(operation);
      }
    }
  }
  return document;
}

function describe(operation: Operation & { [accessExtension]?: { access: AccessRule | 'anonymous' } }): void {
  const access = operation[accessExtension]?.access;
  delete operation[accessExtension];
  if (access === undefined) {
    return;
  }
  operation.description = [operation.description, `**${sentenceOf(access)}**`].filter(Boolean).join('\n\n');
  if (hasInput(operation)) {
    addProblems(operation.responses, 400, inputProblems);
  }
  if (accepts(operation, 'query', 'cursor')) {
    addProblems(operation.responses, 400, cursorProblems);
  }
  if (accepts(operation, 'header', idempotencyHeader)) {
    addProblems(operation.responses, 400, keyProblems);
    addProblems(operation.responses, 422, idempotencyProblems);
  }
  if (!operation.tags?.includes(operationTag)) {
    addProblems(operation.responses, 503, databaseProblems);
  }
  if (access === 'anonymous') {
    operation.security = [];
    return;
  }
  addProblems(operation.responses, 401, tokenProblems);
  addProblems(operation.responses, 403, callerProblems(access));
  if (access.people !== undefined) {
    addProblems(operation.responses, 503, personProblems);
  }
}

const hasInput = ({ parameters = [], requestBody }: Operation): boolean =>
  requestBody !== undefined ||
  parameters.some((parameter) => 'in' in parameter && ['path', 'query'].includes(parameter.in));

const accepts = ({ parameters = [] }: Operation, place: 'query' | 'header', name: string): boolean =>
  parameters.some((parameter) => 'in' in parameter && parameter.in === place && parameter.name === name);

function sentenceOf(access: AccessRule | 'anonymous'): string {
  if (access === 'anonymous') {
    return 'Public: no token is needed.';
  }
  const services = access.services === undefined ? [] : [`services with the scope \`${access.services}\``];
  return `Available to ${[...peopleOf(access), ...services].join(', and to ')}.`;
}

function peopleOf({ people = [] }: AccessRule): string[] {
  if (people === 'everyone') {
    return ['everyone who is signed in'];
  }
  const plurals = people.map((role) => `${role}s`);
  const last = plurals.pop();
  return last === undefined ? [] : [[plurals.join(', '), last].filter(Boolean).join(' and ')];
}

const inputProblems = {
  'invalid-request': 'A field or parameter is missing, wrong or unknown; `errors` names it.',
};

const cursorProblems = {
  'invalid-cursor': 'This list did not issue the cursor; start again without one.',
};

const keyProblems = {
  'invalid-idempotency-key': 'The `Idempotency-Key` is empty, too long, sent twice, or not visible ASCII.',
};

const idempotencyProblems = {
  'idempotency-key-reused': 'A different request was sent with this key.',
};

const databaseProblems = {
  'database-unavailable': 'The database does not respond; try again shortly.',
};

const tokenProblems = {
  'missing-token': 'The request has no access token.',
  'expired-token': 'The access token has expired.',
  'invalid-token': 'The access token is not from the trusted issuer, or not for this service.',
  'account-deleted': 'This account has been deleted.',
  'unknown-person': 'The person that the token was issued for has no account.',
};

const personProblems = {
  'person-not-known-yet':
    'This service does not know the person yet, and could not reach Auth to look them up.',
};

function callerProblems(access: AccessRule): Record<string, string> {
  const [people] = peopleOf(access);
  return {
    ...(access.people === 'everyone' ? {} : { 'role-required': `Only ${people ?? 'services'} can do this.` }),
    'missing-scope':
      access.services === undefined
        ? 'Services cannot do this, only people can.'
        : `The token lacks the scope ${access.services}.`,
  };
}

interface Problems {
  description?: string;
  content?: Record<string, { examples?: Record<string, { value?: unknown }> }>;
}

/** Adds problems to a status, except those that the route documents itself. */
function addProblems(responses: Responses, status: number, codes: Record<string, string>): void {
  const present = responses[status] as Problems | undefined;
  const known = present?.content?.[problemType]?.examples ?? {};
  const missing = Object.fromEntries(Object.entries(codes).filter(([code]) => !(code in known)));
  const { description, content } = problemsOf(status, missing);
  const added = content[problemType];
  if (added === undefined) {
    return;
  }
  responses[status] = {
    description: [present?.description, description].filter(Boolean).join('; '),
    content: { [problemType]: { ...added, examples: { ...known, ...added.examples } } },
  };
}
