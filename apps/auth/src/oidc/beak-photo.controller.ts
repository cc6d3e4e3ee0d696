import { readFile } from 'node:fs/promises';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AllowAnonymous } from '@ates/platform';

// The build recognizes exactly this form and copies the file.
const file = new URL('../../static/beak-photo.js', import.meta.url);

/** Serves the script of the sign-in and registration pages, which hashes beak photos in the browser (A4). */
@ApiExcludeController()
@AllowAnonymous()
@Controller('oidc/beak-photo.js')
export class BeakPhotoController {
  private readonly script = readFile(file, 'utf8');

  @Get()
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'no-cache')
  read(): Promise<string> {
    return this.script;
  }
}
