import { processorMilliseconds } from '../../../../test/support/work.js';
import { NewPasswords } from './new-passwords.js';
import { Passwords } from './passwords.js';

const owner = { name: 'Polly Иванова', email: 'captain.flint@ates.local' };

describe('A new password', () => {
  const newPasswords = new NewPasswords(new Passwords());

  it.each([
    'qwertyuiop',
    'password123',
    'P@ssw0rd12',
    'manchester1',
    'dragon1987',
    'aaaaaaaaaa',
    'abcdefghij',
    'йцукенгшщз',
    'qwerty123456',
    '1'.repeat(200),
  ])('rejects %s as common', async (password) => {
    await expect(newPasswords.hash(password, owner)).rejects.toMatchObject({
      kind: 'invalid',
      code: 'common-password',
      extensions: { errors: [{ path: 'password' }] },
    });
  });

  it.each([
    'polly-polly',
    'ИВАНОВА-1984',
    'captain.flint',
    'Captain Flint 1',
    'captain.flint@ates.local',
    'ates-ates-ates',
  ])('rejects %s as personal', async (password) => {
    await expect(newPasswords.hash(password, owner)).rejects.toMatchObject({ code: 'personal-password' });
  });

  it.each([
    'a long enough one',
    'correct horse',
    'Polly wants a cracker',
    'X7k2-9fQpL',
    'popug-4300',
    'лошадь скоба',
    'Xk29fQpL ' + 'x'.repeat(40),
  ])('accepts and hashes %s', async (password) => {
    await expect(newPasswords.hash(password, owner)).resolves.toMatch(/^\$argon2id\$/);
  });

  it('is checked with half a second of processor time, whatever it contains', async () => {
    await newPasswords.hash('a long enough one', owner);
    for (const piece of ['p@ssw0rd', 'a1', '4@8({3961!|7105$+%2', '1l|!', '1']) {
      const before = processorMilliseconds();
      await newPasswords.hash(piece.repeat(200).slice(0, 200), owner).catch(() => undefined);
      expect(processorMilliseconds() - before).toBeLessThan(500);
    }
  });
});
