import type { FastifyInstance } from 'fastify';

interface Route {
  method: string;
  segments: string[];
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

const matches = ({ segments }: Route, asked: string[]): boolean =>
  segments.at(-1) === '*'
    ? segments.slice(0, -1).every((segment, index) => segmentMatches(segment, asked[index]))
    : segments.length === asked.length &&
      segments.every((segment, index) => segmentMatches(segment, asked[index]));

const segmentMatches = (segment: string, asked: string | undefined): boolean =>
  segment.startsWith(':') ? asked !== undefined : segment === asked;

/** Finds the methods that an address supports, because Fastify answers 404 for a wrong method, too. */
export class AllowedMethods {
  private readonly routes: Route[] = [];

  /** Create it before any route is registered. */
  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) {
        this.routes.push({ method: one, segments: segmentsOf(url) });
      }
    });
  }

  /** The methods of the routes that match an address; empty if none does. */
  of(url: string): string[] {
    const asked = segmentsOf(url.split('?', 1)[0] ?? '');
    const methods = this.routes.filter((route) => matches(route, asked)).map(({ method }) => method);
    return [...new Set(methods)].sort();
  }
}
