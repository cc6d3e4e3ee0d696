import { z } from 'zod';
import * as contracts from './index.js';

const schemas = Object.entries(contracts).flatMap(([name, schema]) =>
  schema instanceof z.ZodType && schema.meta()?.['example'] !== undefined
    ? [{ name, schema, example: schema.meta()?.['example'] }]
    : [],
);

describe('The example of', () => {
  it.each(schemas)('$name conforms to its schema and has no other fields', ({ schema, example }) => {
    expect(schema.parse(example)).toEqual(example);
  });
});
