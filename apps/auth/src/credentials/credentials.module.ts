import { Module } from '@nestjs/common';
import { Passwords } from './passwords.js';

/** What people sign in with. */
@Module({ providers: [Passwords], exports: [Passwords] })
export class CredentialsModule {}
