// @ts-check
// Everything the benchmark uses from tools/, in one place.
export { buildServices } from '../tools/build/build-services.mjs';
export { createDatabases, ownerOf } from '../tools/servers/databases.mjs';
export { freePorts } from '../tools/processes/ports.mjs';
export { startPostgres } from '../tools/servers/postgres.mjs';
export { requireProcessUsage, usageOfProcess } from '../tools/bench/process-usage.mjs';
export { progress, progressWhile, Refusal } from '../tools/terminal/progress.mjs';
export { definitionsOfServices } from '../tools/servers/broker-definitions.mjs';
export { startRabbitMq } from '../tools/servers/rabbitmq.mjs';
export { secretsIn } from '../tools/servers/secrets.mjs';
export { Service } from '../tools/servers/service.mjs';
export { serviceEnvironments } from '../tools/servers/service-environments.mjs';
export { aborted, untilStopRequested } from '../tools/terminal/stopping.mjs';
