import { z } from 'zod';
import { growingTexts, growthOf, maximumGrowth } from '../../../test/support/work.js';
import * as contracts from './index.js';

/** Whether it is a request schema: those reject unknown fields. */
const isRead = (schema: z.ZodObject): boolean => schema.def.catchall instanceof z.ZodNever;

const fields = Object.entries(contracts).flatMap(([name, schema]) =>
  schema instanceof z.ZodObject && isRead(schema)
    ? Object.keys(schema.shape).map((field) => ({
        what: `${name}.${field}`,
        read: (text: string): unknown =>
          schema.safeParse({ ...(schema.meta()?.['example'] as object | undefined), [field]: text }),
      }))
    : [],
);

const functions = {
  splitTaskText: contracts.splitTaskText,
  isTrackerKey: contracts.isTrackerKey,
  firstBrackets: contracts.firstBrackets,
  titleInEvents: contracts.titleInEvents,
  cleanedText: contracts.cleanedText,
  composed: contracts.composed,
  inOneSpelling: contracts.inOneSpelling,
  refusalOf: contracts.refusalOf,
  hasSomethingVisible: contracts.hasSomethingVisible,
  producerOf: contracts.producerOf,
};

const worstOf = (read: (text: string) => unknown) =>
  Object.entries(growingTexts)
    .map(([text, textOf]) => ({ text, growth: growthOf(read, textOf) }))
    .filter(({ growth }) => growth > maximumGrowth);

describe('Work grows linearly with the length of the text', () => {
  it('(the check) detects quadratic growth', () => {
    // As splitting descriptions once did.
    const trimmed = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '');
    const textOf = (length: number): string => `a${' '.repeat(length)}b`;
    expect(growthOf(trimmed, textOf)).toBeGreaterThan(maximumGrowth);
  });

  it.each(fields)('for $what', ({ read }) => {
    expect(worstOf(read)).toEqual([]);
  });

  it.each(Object.entries(functions))('for %s', (_, work) => {
    expect(worstOf(work)).toEqual([]);
  });
});
