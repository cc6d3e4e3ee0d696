import { breakingChanges, brokenPromises } from './breaking-changes.mjs';

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

describe('The versions of an event (S2 T10)', () => {
  const first = new Map([['tasks.task.changed.v1', body]]);
  const titled = {
    ...body,
    properties: { ...body.properties, title: { ...text, pattern: '^[^[\\]]+$' } },
    required: [...body.required, 'title'],
  };
  const both = new Map([...first, ['tasks.task.changed.v2', titled]]);
  const second = new Map([['tasks.task.changed.v2', titled]]);

  it('may be a new one beside the old', () => {
    expect(brokenPromises(first, both, [])).toEqual([]);
    expect(brokenPromises(both, both, [])).toEqual([]);
  });

  it('are broken when what a field may hold changes in place', () => {
    const loose = { ...titled, properties: { ...titled.properties, title: text } };
    const changed = new Map([...first, ['tasks.task.changed.v2', loose]]);
    expect(brokenPromises(both, changed, [])).toEqual([
      'tasks.task.changed.v2: field title means something else',
    ]);
  });

  it('are broken when the new one takes the place of the old', () => {
    expect(brokenPromises(first, second, [])).toEqual([
      'tasks.task.changed.v1: its contract is gone, and no decision in docs/adr retires it',
      'tasks.task.changed.v2: there is no tasks.task.changed.v1 beside it',
    ]);
  });

  it('may lose one that was retired', () => {
    expect(brokenPromises(both, second, ['tasks.task.changed.v1'])).toEqual([]);
    expect(brokenPromises(second, second, ['tasks.task.changed.v1'])).toEqual([]);
  });

  it('leave out no number', () => {
    const third = new Map([...first, ['tasks.task.changed.v3', titled]]);
    expect(brokenPromises(first, third, [])).toEqual([
      'tasks.task.changed.v3: there is no tasks.task.changed.v2 beside it',
    ]);
  });
});
