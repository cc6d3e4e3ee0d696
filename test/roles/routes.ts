interface OpenApiDocument {
  paths: Record<string, Record<string, unknown>>;
}

/** Every `METHOD /path` of an OpenAPI document. */
export const documentedRoutes = ({ paths }: OpenApiDocument): string[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );

const widthOfLevel = 4;
const branch = /^(?<before>[│ ]*)[├└]── (?<part>.*?)(?: \((?<methods>[A-Z, ]+)\))?$/;

/**
 * Every `METHOD /path` that Fastify serves, parsed from its own drawing (`printRoutes`): a tree of path segments, each
 * level indented by four characters. Paths are written as in OpenAPI. Leaves out HEAD and OPTIONS, which come with GET.
 */
export function servedRoutes(tree: string): string[] {
  const above: string[] = [];
  return tree
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const { before, part, methods } = branch.exec(line)?.groups ?? {};
      if (before === undefined || part === undefined) {
        throw new Error(`unknown line in Fastify's drawing of routes: ${line}`);
      }
      const level = before.length / widthOfLevel;
      above.splice(level, above.length, part);
      return routesOf(above.join(''), methods);
    });
}

const notOurs = ['HEAD', 'OPTIONS'];

const routesOf = (path: string, methods = ''): string[] =>
  methods
    .split(', ')
    .filter((method) => method !== '' && !notOurs.includes(method))
    .map((method) => `${method} ${path.replaceAll(/:([A-Za-z]+)/g, '{$1}')}`);

/** The paths of all endpoints in an OpenID provider's discovery document, below its issuer. */
export function providerPaths(metadata: Record<string, unknown>, issuer: string): string[] {
  return Object.entries(metadata)
    .filter(([key]) => key.endsWith('_endpoint') || key.endsWith('_uri'))
    .map(([, address]) => String(address).replace(issuer, '/oidc'));
}
