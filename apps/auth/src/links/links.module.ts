import { Module } from '@nestjs/common';
import { LinkPages } from './link-pages.js';
import { OneTimeLinks } from './one-time-links.js';

/** One-time links in mails, and what their pages have in common. */
@Module({ providers: [OneTimeLinks, LinkPages], exports: [OneTimeLinks, LinkPages] })
export class LinksModule {}
