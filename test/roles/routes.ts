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
 * Every `METHOD /path` that Fastify answers, out of its own drawing of them (`printRoutes`): a tree of parts of paths,
 * each level four characters further in. Written as OpenAPI writes them. HEAD and OPTIONS come with GET.
 */
export function servedRoutes(drawing: string): string[] {
  const above: string[] = [];
  return drawing
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const { before, part, methods } = branch.exec(line)?.groups ?? {};
      if (before === undefined || part === undefined) {
        throw new Error(`Fastify drew a route in a way that is not known here: ${line}`);
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

/** The addresses of an OpenID provider that its discovery document names, below its issuer. */
export function providersPaths(metadata: Record<string, unknown>, issuer: string): string[] {
  return Object.entries(metadata)
    .filter(([key]) => key.endsWith('_endpoint') || key.endsWith('_uri'))
    .map(([, address]) => String(address).replace(issuer, '/oidc'));
}
