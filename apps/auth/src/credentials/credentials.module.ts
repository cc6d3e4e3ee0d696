import { Module } from '@nestjs/common';
import { BeakLookups } from './beak-lookups.js';
import { NewPasswords } from './new-passwords.js';
import { ChosenSecrets } from './chosen-secrets.js';
import { Passwords } from './passwords.js';

/** Credentials: passwords and beaks. */
@Module({
  providers: [Passwords, NewPasswords, BeakLookups, ChosenSecrets],
  exports: [Passwords, NewPasswords, BeakLookups, ChosenSecrets],
})
export class CredentialsModule {}
