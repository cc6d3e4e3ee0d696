import { consequencesOf } from './role-change.js';

describe('consequencesOf', () => {
  it('returns undefined for the same roles in another order', () => {
    expect(consequencesOf(['employee', 'accountant'], ['accountant', 'employee'])).toBeUndefined();
  });

  it('reports that a person who becomes manager or administrator stops performing', () => {
    expect(consequencesOf(['employee'], ['employee', 'manager'])).toEqual(['stops-performing']);
    expect(consequencesOf(['accountant'], ['administrator'])).toEqual([
      'stops-performing',
      'gains-administration',
    ]);
  });

  it('reports that a person who loses those roles performs again', () => {
    expect(consequencesOf(['manager', 'employee'], ['employee'])).toEqual(['begins-performing']);
    expect(consequencesOf(['administrator'], ['accountant'])).toEqual([
      'begins-performing',
      'loses-administration',
    ]);
  });

  it('returns no consequences for a change without any', () => {
    expect(consequencesOf(['employee'], ['accountant'])).toEqual([]);
  });
});
