// @ts-check
// Everything the benchmark uses from tools/, in one place.
export { buildServices } from '../tools/build.mjs';
export { createDatabases, ownerOf } from '../tools/databases.mjs';
export { freePorts } from '../tools/ports.mjs';
export { startPostgres } from '../tools/postgres.mjs';
export { requireProcessUsage, usageOfProcess } from '../tools/process-usage.mjs';
export { progress, progressWhile, Refusal } from '../tools/progress.mjs';
export { startRabbitMq } from '../tools/rabbitmq.mjs';
export { secretsIn } from '../tools/secrets.mjs';
export { Service } from '../tools/service.mjs';
export { serviceEnvironments } from '../tools/service-environments.mjs';
export { aborted, untilStopRequested } from '../tools/stopping.mjs';
