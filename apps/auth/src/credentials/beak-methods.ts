/** The extension grant of registered devices: a beak for a token (A4). */
export const beakGrantType = 'urn:ates:grant-type:beak';

/** The `amr` claim of people who signed in with a beak. */
export const beakMethods = ['face'];
