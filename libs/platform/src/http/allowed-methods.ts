import type { FastifyInstance } from 'fastify';

interface Route {
  method: string;
  segments: string[];
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

const isOf = ({ segments }: Route, asked: string[]): boolean =>
  segments.at(-1) === '*'
    ? segments.slice(0, -1).every((segment, index) => isLike(segment, asked[index]))
    : segments.length === asked.length && segments.every((segment, index) => isLike(segment, asked[index]));

const isLike = (segment: string, asked: string | undefined): boolean =>
  segment.startsWith(':') ? asked !== undefined : segment === asked;

/** Which methods an address takes: Fastify tells a wrong method from a wrong address no further than 404. */
export class AllowedMethods {
  private readonly routes: Route[] = [];

  /** Must come before any route is added. */
  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) {
        this.routes.push({ method: one, segments: segmentsOf(url) });
      }
    });
  }

  /** The methods of the routes that an address is of; none where there is nothing. */
  of(url: string): string[] {
    const asked = segmentsOf(url.split('?', 1)[0] ?? '');
    const methods = this.routes.filter((route) => isOf(route, asked)).map(({ method }) => method);
    return [...new Set(methods)].sort();
  }
}
