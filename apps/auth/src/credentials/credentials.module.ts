import { Module } from '@nestjs/common';
import { BeakLookups } from './beak-lookups.js';
import { NewPasswords } from './new-passwords.js';
import { ChosenSecrets } from './chosen-secrets.js';
import { Passwords } from './passwords.js';

/** What people sign in with. */
@Module({
  providers: [Passwords, NewPasswords, BeakLookups, ChosenSecrets],
  exports: [Passwords, NewPasswords, BeakLookups, ChosenSecrets],
})
export class CredentialsModule {}
