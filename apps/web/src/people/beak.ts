/** The beak of a photo (A4): the SHA-256 of its bytes, in hex. The photo never leaves the browser. */
export async function beakOf(photo: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await photo.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
