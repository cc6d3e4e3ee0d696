import type { OpenAPIObject } from '@nestjs/swagger';
import { problemType, refusals } from '../edge/refusals.mjs';
import { problemExample, problemSchema } from './documentation.js';

const name = 'RefusedByServer';

// Of files, which services have none of.
const ofFiles = ['precondition-failed', 'range-not-satisfiable'];

/** What the HTTP server may answer instead of any operation: each stable code, with its status and what to do. */
function refusedByServer() {
  const known = Object.entries(refusals).filter(([code]) => !ofFiles.includes(code));
  const lines = known.map(([code, { status, detail }]) => `- ${status} \`${code}\`: ${detail}`);
  return {
    description: ['Any request may be refused before it gets here:', '', ...lines].join('\n'),
    content: {
      [problemType]: {
        schema: problemSchema,
        examples: Object.fromEntries(
          known.map(([code, { status, detail }]) => [code, { value: problemExample(status, code, detail) }]),
        ),
      },
    },
  };
}

/** Says of each operation of a document what the HTTP server may answer in its place. */
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
