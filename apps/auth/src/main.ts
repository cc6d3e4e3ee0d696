import { connectEvents } from '@ates/messaging';
import { createService, readConfigurationOrExit } from '@ates/platform';
import { AppModule } from './app.module.js';
import { AuthConfiguration } from './config.js';

const configuration = readConfigurationOrExit(AuthConfiguration);

const description = {
  name: 'auth',
  title: 'aTES Auth',
  description: 'People, their sign-in (OpenID Connect at /oidc) and tokens for services.',
};
const app = await createService(AppModule.forRoot(configuration), description, configuration);
connectEvents(app);
await app.startAllMicroservices();
await app.listen(configuration.PORT, configuration.HOST);
