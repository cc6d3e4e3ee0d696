import { readFile } from 'node:fs/promises';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AllowAnonymous } from '@ates/platform';

// In these words, so that the build takes the file along.
const file = new URL('../../static/beak-photo.js', import.meta.url);

/** The one script of the sign-in page: it hashes the photo of a beak in the browser (A4). */
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
