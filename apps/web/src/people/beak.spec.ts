import { createHash } from 'node:crypto';
import { beakOf } from './beak.js';

describe('beakOf', () => {
  it('returns the SHA-256 of the photo, as the sign-in page does', async () => {
    const bytes = new Uint8Array([0, 1, 2, 253, 254, 255]);
    const beak = await beakOf(new Blob([bytes]));
    expect(beak).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});
