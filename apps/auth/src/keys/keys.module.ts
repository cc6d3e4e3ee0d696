import { Module } from '@nestjs/common';
import { SigningKeys } from './signing-keys.js';

/** What tokens are signed with. */
@Module({ providers: [SigningKeys], exports: [SigningKeys] })
export class KeysModule {}
