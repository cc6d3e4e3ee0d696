import { z } from 'zod';
import * as contracts from './index.js';

const schemas = Object.entries(contracts).flatMap(([name, schema]) =>
  schema instanceof z.ZodType && schema.meta()?.['example'] !== undefined
    ? [{ name, schema, example: schema.meta()?.['example'] }]
    : [],
);

describe('The example of', () => {
  it.each(schemas)('$name keeps its own schema, and says nothing else', ({ schema, example }) => {
    expect(schema.parse(example)).toEqual(example);
  });
});
