import { initialsOf } from './initials.js';

describe('Initials', () => {
  it.each([
    ['Polly', 'P'],
    ['Polly Popug', 'PP'],
    ['  anna maria de la cruz ', 'AC'],
    ['Жанна Ёлкина', 'ЖЁ'],
    ['🦜 Kesha', '🦜K'],
    ['', ''],
  ])('of “%s” are “%s”', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
