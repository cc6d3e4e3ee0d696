import { changeOf, draftOf, editedFields, withTheirChanges, type PersonValues } from './person-draft.js';

const polly: PersonValues = {
  name: 'Polly',
  email: 'polly@example.org',
  roles: ['employee', 'accountant'],
  details: { wings: 2, perch: { floor: 3, side: 'left' } },
};

describe('The draft of a person', () => {
  it('is not edited by another order of roles or details, or by a blank detail', () => {
    const draft = draftOf(polly);
    const reordered = {
      ...draft,
      roles: draft.roles.toReversed(),
      details: [...draft.details.toReversed(), { id: 'new', name: '', text: '', isJson: false }],
    };
    expect(editedFields(reordered, polly)).toEqual([]);
    expect(changeOf(reordered, polly)).toEqual({});
  });

  it('sends only the edited fields', () => {
    const draft = { ...draftOf(polly), name: 'Polly Popug', details: [] };
    expect(changeOf(draft, polly)).toEqual({ name: 'Polly Popug', details: {} });
  });

  it('takes what others changed, except where it was edited', () => {
    const draft = { ...draftOf(polly), name: 'Polly Popug' };
    const now = { ...polly, email: 'popug@example.org', roles: ['manager'] as const };
    const merged = withTheirChanges(draft, polly, now);
    expect(merged.conflicts).toEqual([]);
    expect(changeOf(merged.draft, now)).toEqual({ name: 'Polly Popug' });
  });

  it('keeps edits of what others changed, and names these fields', () => {
    const draft = { ...draftOf(polly), name: 'Polly Popug', roles: ['manager'] as const };
    const now = { ...polly, name: 'Polina', roles: ['manager'] as const };
    const merged = withTheirChanges(draft, polly, now);
    expect(merged.conflicts).toEqual(['name']);
    expect(merged.draft.name).toBe('Polly Popug');
  });
});
