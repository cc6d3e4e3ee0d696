import { Module } from '@nestjs/common';
import { SigningKeys } from './signing-keys.js';

/** Keys for signing tokens. */
@Module({ providers: [SigningKeys], exports: [SigningKeys] })
export class KeysModule {}
