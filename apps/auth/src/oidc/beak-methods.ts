/** The extension grant of registered devices: a beak for a token (A4). */
export const beakGrantType = 'urn:ates:grant-type:beak';

/** What `amr` says of whoever signed in with the beak. */
export const beakMethods = ['face'];
