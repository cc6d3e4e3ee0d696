import { Module } from '@nestjs/common';
import { LinkPages } from './link-pages.js';
import { OneTimeLinks } from './one-time-links.js';

/** One-time links in mails, and shared behaviour of their pages. */
@Module({ providers: [OneTimeLinks, LinkPages], exports: [OneTimeLinks, LinkPages] })
export class LinksModule {}
