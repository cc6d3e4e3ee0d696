import { z } from 'zod';
import { usualLimits } from './edge/http-server.mjs';
import { wrongProxy } from './edge/trusted-proxies.mjs';
import { partKeys } from './service-part.js';

/** Thrown when environment keys are missing or invalid. The message lists all of them, one per line. */
export class ConfigurationError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(
      `The environment is incomplete or invalid:\n${lines.map((line) => `  ${line}`).join('\n')}\nSee .env.example for all keys.`,
    );
  }
}

type Environment = Record<string, string | undefined>;

/** A class whose instances have the fields `Values`, read from an environment. */
interface ConfigurationClass<Values> {
  new (values: Values): Values;
  read<Instance>(this: new (values: Values) => Instance, environment: Environment): Instance;
}

/**
 * Returns a base class whose fields are the keys of `shape`, so that configuration is typed and injectable:
 *
 *     class TasksConfiguration extends configuration({ PORT: port }) {}
 *
 * `read` parses an environment (empty values count as missing) and throws a ConfigurationError that lists every
 * problem. `neededWhen` makes optional keys required depending on the other keys.
 */
export function configuration<Shape extends z.ZodRawShape>(
  shape: Shape,
  neededWhen: Partial<Record<keyof Shape & string, (environment: Environment) => boolean>> = {},
): ConfigurationClass<z.infer<z.ZodObject<Shape>>> {
  const schema = z.object(shape);
  type Values = z.infer<typeof schema>;
  class Configuration {
    constructor(values: Values) {
      Object.assign(this, values);
    }

    static read<Instance>(this: new (values: Values) => Instance, environment: Environment): Instance {
      const entries = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
      const present: Environment = Object.fromEntries(entries);
      const missing = Object.entries(neededWhen).filter(
        ([key, isNeeded]) => !present[key] && isNeeded?.(present),
      );
      const result = schema.safeParse(present);
      if (result.success && missing.length === 0) {
        return new this(result.data);
      }
      throw new ConfigurationError([
        ...(result.error?.issues ?? []).map((issue) => describeIssue(issue, present)),
        ...missing.map(([key]) => `${key}: is missing`),
      ]);
    }
  }
  return Configuration as ConfigurationClass<Values>;
}

const describeIssue = (issue: z.core.$ZodIssue, present: Environment): string => {
  const key = String(issue.path[0]);
  return `${issue.path.join('.')}: ${key in present ? issue.message : 'is missing'}`;
};

/**
 * Reads the configuration from the process's environment. If keys are missing or invalid, prints all of them to stderr
 * and ends the process with exit code 1.
 */
export function readConfigurationOrExit<Values, Instance>(
  type: ConfigurationClass<Values> & (new (values: Values) => Instance),
): Instance {
  try {
    return type.read(process.env);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    }
    throw error;
  }
}

/** Key types shared by several services. */
export const port = z.coerce.number().int().min(1).max(65535);
export const url = z.url();

/** One URL, or several separated by commas: the addresses of the nodes of a cluster. */
export const urls = z
  .string()
  .refine((list) => list.split(',').every((one) => url.safeParse(one.trim()).success), {
    error: 'must be a URL, or several separated by commas',
  });
export const secret = z.string().min(16, 'must have at least 16 characters');
export const flag = z.stringbool();

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).pathname === '/';

const origin = z
  .string()
  .refine(isOrigin, 'must contain only origins, such as https://ates.example')
  .transform((text) => new URL(text).origin);

/** The origins of the web UI, separated by commas; mails link to the first one. */
export const origins = z
  .string()
  .default('http://localhost:4300')
  .transform((list) => list.split(',').map((text) => text.trim()))
  .pipe(z.array(origin));

const proxies = z.string().superRefine((list, context) => {
  const wrong = wrongProxy(list);
  if (wrong !== undefined) {
    context.addIssue({
      code: 'custom',
      message:
        `contains ${wrong}, which is neither an address (10.0.0.5) nor ` +
        'a network (10.0.0.0/8, loopback, uniquelocal)',
    });
  }
});

/** The keys that every service has: where it listens, its database, its message transport and its token issuer. */
export const serviceKeys = {
  PORT: port,
  HOST: z.string().default('127.0.0.1'),
  TRUSTED_PROXIES: proxies.default('loopback'),
  CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(1).default(usualLimits.connectionsPerAddress),
  DATABASE_URL: url,
  DATABASE_OWNER_URL: url.optional(),
  MESSAGE_TRANSPORT: z.enum(['rabbitmq', 'feed']).default('rabbitmq'),
  AMQP_URL: urls.optional(),
  OIDC_ISSUER: url,
  OIDC_AUDIENCE: z.string().default('urn:ates:api'),
};

// Well below the one day for which the issuer's keys are kept.
const longestGraceSeconds = 12 * 60 * 60;

/** Additional keys of a service that calls others and is not itself the issuer. */
export const clientKeys = {
  ...partKeys,
  OIDC_DISCOVERY_URL: url.optional(),
  OIDC_ROLES_CLAIM: z.string().default('roles'),
  OIDC_TOKEN_TYPE: z.enum(['at+jwt', 'JWT']).default('at+jwt'),
  OIDC_GRACE_SECONDS: z.coerce.number().int().min(0).max(longestGraceSeconds).default(3600),
  PEOPLE_FROM: z.enum(['auth', 'tokens']).default('auth'),
  AUTH_URL: url.optional(),
  SERVICE_CLIENT_ID: z.string().optional(),
  SERVICE_CLIENT_SECRET: secret.optional(),
  RECONCILE_SECONDS: z.coerce.number().int().min(1).max(86_400).default(60),
};

/** The keys of a service that may send heavy reads to a hot standby. */
export const readKeys = {
  READ_DATABASE_URL: url.optional(),
  READ_LAG_SECONDS: z.coerce.number().int().min(1).max(3600).default(10),
};

/** Whether the instance also writes (S9). A read-only instance can leave out the keys that only writing needs. */
export const changes = ({ SERVICE_PART }: Environment): boolean => SERVICE_PART !== 'reads';

/** The broker's address is required unless messages travel by the feed or the instance is read-only. */
export const neededByTransport = {
  AMQP_URL: ({ MESSAGE_TRANSPORT, SERVICE_PART }: Environment): boolean =>
    MESSAGE_TRANSPORT !== 'feed' && changes({ SERVICE_PART }),
};

/** Required keys of a service that caches people: Auth's address, unless people come from their tokens (A7). */
export const neededByClient = {
  ...neededByTransport,
  AUTH_URL: ({ PEOPLE_FROM }: Environment): boolean => PEOPLE_FROM !== 'tokens',
  SERVICE_CLIENT_ID: changes,
  SERVICE_CLIENT_SECRET: changes,
};
