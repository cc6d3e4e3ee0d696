import { breakingChanges } from './breaking-changes.mjs';

const text = { type: 'string' };
const body = {
  type: 'object',
  properties: { task_uuid: text, timestamp: text },
  required: ['task_uuid', 'timestamp'],
};

describe('A change of an event schema (S2)', () => {
  it('is fine when it adds an optional field', () => {
    const changed = { ...body, properties: { ...body.properties, title: text } };
    expect(breakingChanges(body, changed)).toEqual([]);
  });

  it('breaks consumers when a field goes', () => {
    const changed = { ...body, properties: { timestamp: text }, required: ['timestamp'] };
    expect(breakingChanges(body, changed)).toEqual([
      'field task_uuid is gone',
      'field task_uuid is no longer sure to be there',
    ]);
  });

  it('breaks consumers when a field gets another type', () => {
    const changed = { ...body, properties: { ...body.properties, task_uuid: { type: 'integer' } } };
    expect(breakingChanges(body, changed)).toEqual(['field task_uuid means something else']);
  });

  it('breaks consumers when a field may be missing', () => {
    expect(breakingChanges(body, { ...body, required: ['task_uuid'] })).toEqual([
      'field timestamp is no longer sure to be there',
    ]);
  });

  it('breaks the reading of older messages when a new field is required', () => {
    const changed = {
      ...body,
      properties: { ...body.properties, title: text },
      required: [...body.required, 'title'],
    };
    expect(breakingChanges(body, changed)).toEqual([
      'field title is required, and messages sent before lack it',
    ]);
  });
});
