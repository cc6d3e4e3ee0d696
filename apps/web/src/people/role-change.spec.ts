import { consequencesOf } from './role-change.js';

describe('new roles', () => {
  it('mean nothing when they are the same in another order', () => {
    expect(consequencesOf(['employee', 'accountant'], ['accountant', 'employee'])).toBeUndefined();
  });

  it('stop a person from performing with manager or administrator among them', () => {
    expect(consequencesOf(['employee'], ['employee', 'manager'])).toEqual(['stops-performing']);
    expect(consequencesOf(['accountant'], ['administrator'])).toEqual([
      'stops-performing',
      'gains-administration',
    ]);
  });

  it('let a person perform again without them', () => {
    expect(consequencesOf(['manager', 'employee'], ['employee'])).toEqual(['begins-performing']);
    expect(consequencesOf(['administrator'], ['accountant'])).toEqual([
      'begins-performing',
      'loses-administration',
    ]);
  });

  it('may mean nothing more than themselves', () => {
    expect(consequencesOf(['employee'], ['accountant'])).toEqual([]);
  });
});
