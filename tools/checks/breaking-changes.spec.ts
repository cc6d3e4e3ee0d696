import { breakingChanges, brokenPromises } from './breaking-changes.mjs';

const text = { type: 'string' };
const body = {
  type: 'object',
  properties: { task_uuid: text, timestamp: text },
  required: ['task_uuid', 'timestamp'],
};

describe('A change of an event schema (S2)', () => {
  it('is compatible when it adds an optional field', () => {
    const changed = { ...body, properties: { ...body.properties, title: text } };
    expect(breakingChanges(body, changed)).toEqual([]);
  });

  it('breaks consumers when a field is removed', () => {
    const changed = { ...body, properties: { timestamp: text }, required: ['timestamp'] };
    expect(breakingChanges(body, changed)).toEqual([
      'field task_uuid was removed',
      'field task_uuid is no longer required',
    ]);
  });

  it('breaks consumers when the type of a field changes', () => {
    const changed = { ...body, properties: { ...body.properties, task_uuid: { type: 'integer' } } };
    expect(breakingChanges(body, changed)).toEqual(['field task_uuid has a different schema']);
  });

  it('is compatible when only descriptions and examples change, also of properties that are called so', () => {
    const of = (description: string, title: object) => ({
      ...body,
      properties: {
        ...body.properties,
        text: { type: 'object', description, examples: [description], properties: { title } },
      },
    });
    expect(breakingChanges(of('Once', text), of('Now', { ...text, description: 'New' }))).toEqual([]);
    expect(breakingChanges(of('Once', text), of('Once', { type: 'integer' }))).toEqual([
      'field text has a different schema',
    ]);
  });

  it('breaks consumers when a field becomes optional', () => {
    expect(breakingChanges(body, { ...body, required: ['task_uuid'] })).toEqual([
      'field timestamp is no longer required',
    ]);
  });

  it('breaks consumers of earlier messages when a new field is required', () => {
    const changed = {
      ...body,
      properties: { ...body.properties, title: text },
      required: [...body.required, 'title'],
    };
    expect(breakingChanges(body, changed)).toEqual(['field title is required, but earlier messages lack it']);
  });
});

describe('Event versions (S2 T10)', () => {
  const first = new Map([['tasks.task.changed.v1', body]]);
  const titled = {
    ...body,
    properties: { ...body.properties, title: { ...text, pattern: '^[^[\\]]+$' } },
    required: [...body.required, 'title'],
  };
  const both = new Map([...first, ['tasks.task.changed.v2', titled]]);
  const second = new Map([['tasks.task.changed.v2', titled]]);

  it('may add a new version beside the old one', () => {
    expect(brokenPromises(first, both, [])).toEqual([]);
    expect(brokenPromises(both, both, [])).toEqual([]);
  });

  it('reject a changed field schema within one version', () => {
    const loose = { ...titled, properties: { ...titled.properties, title: text } };
    const changed = new Map([...first, ['tasks.task.changed.v2', loose]]);
    expect(brokenPromises(both, changed, [])).toEqual([
      'tasks.task.changed.v2: field title has a different schema',
    ]);
  });

  it('reject a new version that replaces the old one', () => {
    expect(brokenPromises(first, second, [])).toEqual([
      'tasks.task.changed.v1: its contract was removed, but no decision in docs/adr retires it',
      'tasks.task.changed.v2: the previous version tasks.task.changed.v1 is missing',
    ]);
  });

  it('may drop a retired version', () => {
    expect(brokenPromises(both, second, ['tasks.task.changed.v1'])).toEqual([]);
    expect(brokenPromises(second, second, ['tasks.task.changed.v1'])).toEqual([]);
  });

  it('reject a skipped version number', () => {
    const third = new Map([...first, ['tasks.task.changed.v3', titled]]);
    expect(brokenPromises(first, third, [])).toEqual([
      'tasks.task.changed.v3: the previous version tasks.task.changed.v2 is missing',
    ]);
  });
});
