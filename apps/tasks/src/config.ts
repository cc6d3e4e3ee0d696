import { clientKeys, configuration, neededByTransport, serviceKeys } from '@ates/platform';

/** What Tasks reads from its environment; `.env.example` explains each key. */
export class TasksConfiguration extends configuration({ ...serviceKeys, ...clientKeys }, neededByTransport) {}
