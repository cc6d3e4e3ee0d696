import { createHash } from 'node:crypto';
import { beakOf } from './beak.js';

describe('the beak of a photo', () => {
  it('is the SHA-256 of its bytes, as the sign-in page makes it', async () => {
    const bytes = new Uint8Array([0, 1, 2, 253, 254, 255]);
    const beak = await beakOf(new Blob([bytes]));
    expect(beak).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});
