import type { OpenAPIObject } from '@nestjs/swagger';
import { problemType, refusals } from '../edge/refusals.mjs';
import { problemExample, problemReference } from './documentation.js';

const name = 'RefusedByServer';

// Only for static files, which services do not serve.
const ofFiles = ['precondition-failed', 'range-not-satisfiable'];

/** The problems that the HTTP server can return for any operation: each stable code, its status and what to do. */
function refusedByServer() {
  const known = Object.entries(refusals).filter(([code]) => !ofFiles.includes(code));
  const lines = known.map(([code, { status, detail }]) => `- ${status} \`${code}\`: ${detail}`);
  return {
    description: ['Any request can be rejected before it reaches the operation:', '', ...lines].join('\n'),
    content: {
      [problemType]: {
        schema: problemReference,
        examples: Object.fromEntries(
          known.map(([code, { status, detail }]) => [code, { value: problemExample(status, code, detail) }]),
        ),
      },
    },
  };
}

/** Documents on each operation the problems that the HTTP server can return in its place. */
export function describeRefusals(document: OpenAPIObject): OpenAPIObject {
  document.components = {
    ...document.components,
    responses: { ...document.components?.responses, [name]: refusedByServer() },
  };
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete]) {
      if (operation) {
        operation.responses['default'] = { $ref: `#/components/responses/${name}` };
      }
    }
  }
  return document;
}
