import type { OpenAPIObject } from '@nestjs/swagger';
import { accessExtension, type AccessRule } from '../access.js';
import { problemType } from '../edge/refusals.mjs';
import { problemsOf } from './documentation.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Responses = Operation['responses'];

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * Says of each operation of a document who may use it, and with which problems others are refused, as its `@Allow`
 * declares: what is enforced is what is documented. What a route says of these problems itself stays.
 */
export function describeAccess(document: OpenAPIObject): OpenAPIObject {
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
  if (access === 'anonymous') {
    operation.security = [];
    return;
  }
  addProblems(operation.responses, 401, refusedTokens);
  addProblems(operation.responses, 403, refusedCallers(access));
  if (access.people !== undefined) {
    addProblems(operation.responses, 503, refusedForNow);
  }
}

function sentenceOf(access: AccessRule | 'anonymous'): string {
  if (access === 'anonymous') {
    return 'Open to anybody, without a token.';
  }
  const services = access.services === undefined ? [] : [`services with the scope \`${access.services}\``];
  return `For ${[...peopleOf(access), ...services].join(', and for ')}.`;
}

function peopleOf({ people = [] }: AccessRule): string[] {
  if (people === 'everyone') {
    return ['everybody who is signed in'];
  }
  const plurals = people.map((role) => `${role}s`);
  const last = plurals.pop();
  return last === undefined ? [] : [[plurals.join(', '), last].filter(Boolean).join(' and ')];
}

const refusedTokens = {
  'missing-token': 'Nobody is signed in.',
  'expired-token': 'The access token ran out.',
  'invalid-token': 'The access token is not for this service, or not from its issuer.',
  'account-deleted': 'This account was deleted.',
  'unknown-person': 'There is no account for the person that the token is for.',
};

const refusedForNow = {
  'person-not-known-yet': 'This service does not know the person yet, and could not ask Auth who they are.',
};

function refusedCallers(access: AccessRule): Record<string, string> {
  const [people] = peopleOf(access);
  return {
    ...(access.people === 'everyone'
      ? {}
      : { 'role-required': `This is for ${people ?? 'services alone'}.` }),
    'missing-scope':
      access.services === undefined
        ? 'No service may do this; it is for people.'
        : `The token lacks the scope ${access.services}.`,
  };
}

interface Problems {
  description?: string;
  content?: Record<string, { examples?: Record<string, { value?: unknown }> }>;
}

/** Adds to the problems of a status those that the route itself does not tell of. */
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
