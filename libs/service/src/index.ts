export { clientIdentity, serviceModules } from './service-modules.js';
