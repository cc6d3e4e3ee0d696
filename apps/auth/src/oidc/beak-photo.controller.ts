import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AllowAnonymous } from '@ates/platform';

// As far from here in the source as in what is built.
const file = path.resolve(import.meta.dirname, '../../static/beak-photo.js');

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
