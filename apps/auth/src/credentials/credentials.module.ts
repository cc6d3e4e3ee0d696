import { Module } from '@nestjs/common';
import { BeakLookups } from './beak-lookups.js';
import { Passwords } from './passwords.js';

/** What people sign in with. */
@Module({ providers: [Passwords, BeakLookups], exports: [Passwords, BeakLookups] })
export class CredentialsModule {}
